/* The server's own description of its interface, as this page reads it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  oneOf?: Schema[]
  enum?: (string | null)[]
  description?: string
  format?: string
  maxLength?: number
  minimum?: number
  maximum?: number
  additionalProperties?: boolean | Schema
}
export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  schema?: Schema
}
interface Content { content?: Record<string, { schema?: Schema }> }
export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  parameters?: Parameter[]
  requestBody?: Content & { required?: boolean }
  responses: Record<string, Content & { description?: string }>
  security?: Record<string, string[]>[]
  'x-summary-zh'?: string
  'x-capability'?: string
  'x-roles'?: string[]
  'x-city-only'?: boolean
}
export interface Document {
  info: { title: string; version: string }
  tags: { name: string; 'x-name-zh': string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
export interface Door {
  id: string
  method: string
  path: string
  tag: string
  operation: Operation
  open: boolean
}

export function doors(document: Document): Door[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({
    id: operation.operationId, method: method.toUpperCase(), path, tag: operation.tags[0] ?? 'other', operation,
    open: (operation.security ?? []).some((s) => Object.keys(s).length === 0),
  })))
}

/** What it does, in the reader's language. */
export const aboutOf = (d: Door, chinese: boolean) => (chinese ? d.operation['x-summary-zh'] : '') || d.operation.summary

export type Who = 'anybody' | 'signed_in' | 'system' | 'staff' | 'roles'
const staff = ['steward', 'operator', 'authority', 'auditor', 'sysadmin', 'secadmin', 'cyber']
const outside = ['citizen', 'enterprise']

/** Who may call it: a word of `developers.who_…`; `roles` names them one by one. */
export function whoCalls(d: Door): Who {
  const roles = d.operation['x-roles'] ?? []
  const all = (some: string[]) => some.every((r) => roles.includes(r))
  if (d.open) return 'anybody'
  if (d.operation['x-capability'] === 'signed-in' || all([...staff, ...outside])) return 'signed_in'
  if (!roles.length) return 'system'
  return all(staff) ? 'staff' : 'roles'
}

export function schemaOf(part: Content | undefined): Schema | undefined {
  return Object.values(part?.content ?? {})[0]?.schema
}

export const refName = (s: Schema | undefined) => s?.$ref?.split('/').pop()

/** What `s` stands for once references and "or nothing" are followed. */
export function resolve(document: Document, s: Schema | undefined): Schema | undefined {
  let at = s
  for (let n = 0; at && n < 8; n++) {
    const name = refName(at)
    if (name) at = document.components.schemas[name]
    else if (at.oneOf) at = at.oneOf.find((x) => x.type !== 'null')
    else return at
  }
  return at
}

/** A type in a few characters: "string", "[grant]", "integer or null". */
export function typeText(s: Schema | undefined): string {
  if (!s) return ''
  const name = refName(s)
  if (name) return name
  if (s.oneOf) return s.oneOf.map(typeText).join(' | ')
  if (s.enum) return s.enum.map((v) => (v === null ? 'null' : `"${v}"`)).join(' | ')
  const types = (Array.isArray(s.type) ? s.type : [s.type ?? (s.properties ? 'object' : 'any')])
  return types.map((t) => (t === 'array' ? `[${typeText(s.items) || 'any'}]` : t)).join(' | ')
}
