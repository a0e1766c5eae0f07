/* What an entry must hold before it can be submitted, checked while typing. The
 * server decides; these checks only say it sooner. */
import type { Basis, DataElement, Item, Resource } from '@/api/model'

export type Entry = Pick<Resource, 'title' | 'abstract' | 'keywords' | 'category' | 'categories' | 'theme' | 'industry' | 'scenario' | 'form' | 'format' | 'source_system' | 'duty' | 'collection' | 'collector' | 'reviewer' |
  'update_cycle' | 'region' | 'grade' | 'share_type' | 'share_conditions' | 'share_reason' | 'share_basis' | 'open_type' | 'open_conditions' | 'open_reason' | 'open_basis' | 'items'>

export const fieldNames = ['title', 'abstract', 'keywords', 'category', 'categories', 'theme', 'industry', 'scenario', 'form', 'format', 'source_system', 'duty', 'collection', 'collector', 'reviewer', 'update_cycle', 'region', 'grade',
  'share_type', 'share_conditions', 'share_reason', 'share_basis', 'open_type', 'open_conditions', 'open_reason', 'open_basis', 'items'] as const

const itemFields = ['code', 'name', 'type', 'length', 'precision', 'key', 'nullable', 'grade', 'share_type', 'open_type', 'element', 'code_set', 'format', 'mask', 'description'] as const

const reserved = ['fields', 'limit', 'cursor', 'where', 'keys']
const codeForm = /^[a-z][a-z0-9_]{0,62}$/
export const types = ['string', 'integer', 'decimal', 'date', 'datetime', 'boolean', 'text', 'geometry'] as const
export const formats = ['resident_id', 'credit_code', 'org_code', 'bank_card', 'mobile', 'landline', 'phone', 'plate', 'postcode', 'passport', 'travel_permit', 'foreign_id', 'division'] as const
/** What is no table or interface holds files (Art. 3). */
export const holdsFiles = (form?: string | null): boolean => !!form && form !== 'table' && form !== 'api'
/** Whether a request for the entry can bring the item (Art. 19): what ItemsChoice offers. */
export function mayAsk(item: Item, entry: Pick<Resource, 'share_type'>): boolean {
  const share = item.share_type ?? entry.share_type
  return share !== 'none' && !(share === 'conditional' && entry.share_type === 'unconditional')
}
export const forms = ['table', 'document', 'spreadsheet', 'chart', 'file', 'api', 'image', 'audio', 'video', 'spatial', 'e-licence', 'e-archive'] as const
export const cycles = ['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'half_yearly', 'yearly', 'irregular', 'never'] as const

export function emptyEntry(): Entry {
  return { title: '', abstract: '', keywords: [], category: '', categories: [], theme: '', industry: '', scenario: '', form: 'table', format: '', source_system: '', duty: '', collection: { basis: '', scope: '', necessity: '' }, collector: '', reviewer: '',
    update_cycle: undefined, region: '', grade: undefined, share_type: undefined, share_conditions: '', share_reason: '', share_basis: null,
    open_type: undefined, open_conditions: '', open_reason: '', open_basis: null, items: [] }
}

export function emptyItem(): Item {
  return { code: '', name: '', type: 'string', length: 64, key: false, nullable: true }
}

/** What is wrong with an item's code: a word of the locale, or ''. */
export function codeFault(code: string, all: Item[]): string {
  if (!code) return ''
  if (!codeForm.test(code)) return 'form'
  if (reserved.includes(code)) return 'reserved'
  return all.filter((i) => i.code === code).length > 1 ? 'twice' : ''
}

/** Of a law the pack lists the field fills the level in; of another its level is said. */
const basisFull = (b: Basis | null | undefined) => !!b?.law && !!b.level
const described = (e: Entry) => (e.items ?? []).filter((i) => i.code && i.name)
/** The fields that still block submission; `own`: its agency collects it itself. */
export function missingOf(e: Entry, own = false): string[] {
  const out: string[] = []
  for (const f of ['title', 'abstract', 'form', 'update_cycle', 'grade', 'share_type', 'open_type'] as const) if (!e[f]) out.push(f)
  if (['document', 'spreadsheet', 'chart'].includes(e.form ?? '') && !e.format) out.push('format')
  if (['table', 'spreadsheet'].includes(e.form ?? '') && !(e.items ?? []).some((i) => i.code && i.name)) out.push('items')
  const why = [e.collection?.basis, e.collection?.scope, e.collection?.necessity]
  if (own || why.some(Boolean)) ['basis', 'scope', 'necessity'].forEach((c, n) => !why[n] && out.push(`collection_${c}`))
  if (e.share_type && e.share_type !== 'unconditional') {
    if (!e.share_reason) out.push('share_reason')
    if (!basisFull(e.share_basis)) out.push('share_basis')
    if (e.share_type === 'conditional' && !e.share_conditions) out.push('share_conditions')
  }
  if (e.open_type && e.open_type !== 'unconditional') {
    if (!e.open_reason) out.push('open_reason')
    if (!basisFull(e.open_basis)) out.push('open_basis')
  }
  return out
}

/** What completeness counts (src/catalogue/catalogue_law.c), and whether it is said. */
function counted(e: Entry): [string, boolean][] {
  const said = (v: unknown) => (Array.isArray(v) ? v.length > 0 : !!v)
  const items = described(e)
  const table = e.form === 'table'
  const plain = ['title', 'abstract', 'keywords', 'category', 'theme', 'form', 'format', 'collector', 'reviewer', 'source_system', 'duty', 'update_cycle', 'region', 'grade', 'share_type', 'open_type'] as const
  return [
    ...plain.map((f): [string, boolean] => [f, said(e[f])]),
    ...(['basis', 'scope', 'necessity'] as const).map((c): [string, boolean] => [`collection_${c}`, said(e.collection?.[c])]),
    ['share_conditions', e.share_type !== 'conditional' || said(e.share_conditions)],
    ['open_conditions', e.open_type !== 'conditional' || said(e.open_conditions)],
    ['items', !table || items.length > 0],
    ['descriptions', (!table || items.length > 0) && items.every((i) => !!i.description)],
  ]
}
/** 0..100, as the server counts it; a blank entry, which is none there yet, is not begun. */
export function completenessOf(e: Entry): number {
  const all = counted(e)
  if (!all.some(([field, said]) => said && e[field as keyof Entry])) return 0
  return Math.floor((100 * all.filter(([, said]) => said).length) / all.length)
}
/** The fields that would raise it. */
export const wantsOf = (e: Entry): string[] => counted(e).filter(([, said]) => !said).map(([f]) => f)

/** Only what is said goes to the server; an emptied field is null there. */
export function entryBody(e: Entry, fresh: boolean): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const key of fieldNames) {
    const v = e[key] as unknown
    const nothing = v === '' || v === null || v === undefined || (Array.isArray(v) && !v.length)
    if (!nothing) out[key] = v
    else if (!fresh && key !== 'title' && key !== 'share_basis' && key !== 'open_basis') out[key] = null
  }
  const places = (e.categories ?? []).filter(Boolean)    // none: the first, emptied, says it
  if (places.length) out.categories = places
  else delete out.categories
  if (out.items) out.items = (e.items ?? []).filter((i) => i.code && i.name).map(cleanItem)
  if (e.collection && !Object.values(e.collection).some(Boolean)) delete out.collection
  for (const b of ['share_basis', 'open_basis'] as const) if (out[b]) out[b] = Object.fromEntries(Object.entries(e[b] as Basis).filter(([, v]) => v))
  return out
}

function cleanItem(i: Item): Record<string, unknown> {
  return Object.fromEntries(itemFields.map((k) => [k, i[k]]).filter(([, v]) => v !== '' && v !== null && v !== undefined))
}

/** What the dictionary says of an element goes before what was guessed. */
export function takeOver(i: Item, e: DataElement): void {
  i.type = e.type
  i.length = e.length ?? (['string', 'text', 'integer', 'decimal'].includes(e.type) ? i.length : null)
  i.precision = e.precision ?? null
  i.format = e.format ?? undefined
  i.code_set = e.code_set ?? undefined
  if (e.grade) i.grade = e.grade
  if (!i.name) i.name = e.name
  if (!i.description && e.definition) i.description = e.definition
}
