/* Reviewers' remarks about single fields, as the pages name the fields. */
import type { InjectionKey } from 'vue'
import type { Item, Remark } from '@/api/model'
import { word } from '@/locale'

export interface RemarkGiven { field: string; remark: string }

/** What can be remarked on, beside the items. */
export const remarkable = ['title', 'abstract', 'keywords', 'category', 'theme', 'form', 'format', 'collector', 'source_system', 'duty', 'collection.basis', 'collection.scope', 'collection.necessity',
  'update_cycle', 'region', 'grade', 'share_type', 'share_conditions', 'share_reason', 'share_basis', 'open_type', 'open_conditions', 'open_reason', 'open_basis', 'items'] as const

/** A field by its word; an item by its name where the items are at hand. */
export function fieldWord(field: string, items: Pick<Item, 'code' | 'name'>[] = []): string {
  if (field.startsWith('items.')) {
    const code = field.slice(6)
    return `${word('field', 'items')} · ${items.find((i) => i.code === code)?.name ?? code}`
  }
  return word('field', field.replace('.', '_'))
}

/** How the editor answers a remark, for the fields inside it. */
export const answering: InjectionKey<(remark: Remark, answer: string) => Promise<boolean>> = Symbol('answering')

/** What became of a remark so far. */
export const remarkState = (r: Remark): 'open' | 'changed' | 'answered' => (r.open ? 'open' : r.became === null || r.became === undefined ? 'answered' : 'changed')

const groups: Record<string, string> = { theme: 'theme', update_cycle: 'update_cycle', share_type: 'share_type', open_type: 'open_type', form: 'form', type: 'item_type', format: 'item_format', mask: 'mask' }
function told(key: string, value: string | undefined, names: (id: string) => string): string {
  if (!value) return ''
  if (key === 'collector' || key === 'reviewer') return names(value)
  if (key === 'grade') return word('grade', `g${value}`)
  if (value === 'true') return word('common', 'yes')
  return groups[key] ? word(groups[key]!, value) : value
}

type Parts = Map<string, string>
/** "fee<tab>name=…<tab>type=…" by its parts. */
function partsOf(line: string): Parts {
  return new Map(line.split('\t').slice(1).map((p) => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)] as const))
}
const linesOf = (text: string) => new Map(text.split('\n').filter(Boolean).map((l) => [l.split('\t')[0]!, l] as const))

export interface FieldChange { what: string; was: string; now: string }
/** What a field said, and says since: of items part by part. */
export function fieldChanges(field: string, said: string, became: string, names: (id: string) => string): FieldChange[] {
  if (field !== 'items' && !field.startsWith('items.')) return [{ what: '', was: told(field, said, names), now: told(field, became, names) }]
  const was = linesOf(said)
  const now = linesOf(became)
  const all: FieldChange[] = []
  for (const code of new Set([...was.keys(), ...now.keys()])) {
    const [a, b] = [was.get(code), now.get(code)]
    if (a === b) continue
    if (a === undefined || b === undefined) {
      all.push({ what: code, was: a ? partsOf(a).get('name') ?? code : '', now: b ? partsOf(b).get('name') ?? code : '' })
      continue
    }
    const [p, q] = [partsOf(a), partsOf(b)]
    for (const key of new Set([...p.keys(), ...q.keys()])) {
      if (p.get(key) === q.get(key)) continue
      all.push({ what: `${field === 'items' ? `${code} · ` : ''}${word(['share_type', 'open_type'].includes(key) ? 'field' : 'item', key)}`, was: told(key, p.get(key), names), now: told(key, q.get(key), names) })
    }
  }
  return all
}
