/* Reviewers' remarks about single fields, as the pages name the fields. */
import type { Item } from '@/api/model'
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
