/* The conditions an agreement can set, as a form holds them and as the interface
 * wants them: what is answered, items, masks, rows, quota, period. */
import type { Item, PackGrade } from '@/api/model'
import { firstMask, gradeOf } from './grade'

export const masks = ['keep', 'id_number', 'name', 'mobile', 'address', 'bank_card', 'hash', 'suppress', 'verify'] as const
export const ops = ['eq', 'ne', 'in', 'lt', 'le', 'gt', 'ge', 'between', 'prefix', 'is_null'] as const
export type Op = (typeof ops)[number]

export interface Clause { item: string; op: Op; value: string }
export interface Draft {
  items: string[]
  masks: Record<string, string>
  clauses: Clause[]
  join: 'and' | 'or'
  calls: string
  rows: string
  subjects: string
  per: 'total' | 'day' | 'month'
  until: string
  /** What is answered: rows and claims, claims alone, numbers of groups alone. */
  answers: 'rows' | 'verify' | 'aggregate'
  also: boolean
  missing: boolean
  /** Each call names the file number of the matter it is for. */
  matter: boolean
}

/** Begin with what was asked (everything, if that wasn't said), and the masks that the entry proposes or the grades ask for. */
export function beginConditions(items: Item[], table: PackGrade[] = [], asked: string[] | null = null): Draft {
  const first = items.map((i) => [i.code, firstMask(gradeOf(table, i), i)] as const)
  return {
    items: items.map((i) => i.code).filter((c) => !asked || asked.includes(c)),
    masks: Object.fromEntries(first.filter((m): m is readonly [string, string] => m[1] !== undefined)),
    clauses: [], join: 'and', calls: '', rows: '', subjects: '', per: 'total', until: '',
    answers: 'rows', also: false, missing: false, matter: false,
  }
}

function typed(text: string, type: string | undefined): unknown {
  const t = text.trim()
  if (type === 'boolean') return /^(true|1|是|yes)$/i.test(t)
  if (type === 'integer' && /^-?\d{1,15}$/.test(t)) return Number(t)
  return t
}

function clauseOf(c: Clause, items: Item[]): Record<string, unknown> {
  const type = items.find((i) => i.code === c.item)?.type
  const many = () => c.value.split(/[,，、\n]/).map((x) => x.trim()).filter(Boolean).map((x) => typed(x, type))
  if (c.op === 'is_null') return { item: c.item, op: c.op }
  return { item: c.item, op: c.op, value: c.op === 'in' || c.op === 'between' ? many() : typed(c.value, type) }
}

export function conditionsOf(d: Draft, items: Item[]): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  if (items.length) out.items = items.map((i) => i.code).filter((c) => d.items.includes(c))
  const given = Object.entries(d.masks).filter(([code, mask]) => mask && mask !== 'keep' && d.items.includes(code))
  if (given.length) out.masks = Object.fromEntries(given)
  const clauses = d.clauses.filter((c) => c.item).map((c) => clauseOf(c, items))
  if (clauses.length === 1) out.where = clauses[0]
  else if (clauses.length) out.where = { [d.join]: clauses }
  const quota: Record<string, unknown> = {}
  for (const key of ['calls', 'rows', 'subjects'] as const) if (/^\d+$/.test(d[key].trim())) quota[key] = Number(d[key])
  if (Object.keys(quota).length) out.quota = { ...quota, per: d.per }
  if (d.until) out.valid_until = d.until
  if (d.answers === 'verify') out.verify_only = true
  if (d.answers === 'aggregate') out.aggregate = 'only'
  else if (d.also) out.aggregate = true
  if (d.answers !== 'aggregate' && d.missing) out.tell_missing = true
  if (d.matter) out.matter = true
  return out
}

/** What a grant, or the conditions of one, answer with: the words of `answers`. */
export function usesOf(c: { verify_only?: boolean; aggregate?: boolean | 'only' }): string[] {
  const out = c.aggregate === 'only' ? (c.verify_only ? ['verify'] : []) : c.verify_only ? ['verify'] : ['rows', 'verify']
  return c.aggregate ? [...out, 'aggregate'] : out
}
