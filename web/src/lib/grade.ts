/* What a security grade lets a grant give of an item, by the rule pack's table. */
import { api } from '@/api/client'
import type { Item, Pack, PackGrade } from '@/api/model'

let asked: Promise<PackGrade[]> | null = null

/** The table, asked for once. */
export function gradeTable(): Promise<PackGrade[]> {
  asked ??= api.get<Pack>('/api/v1/pack').then((p) => p.grades ?? []).catch(() => {
    asked = null
    return []
  })
  return asked
}

/** The row of an item's own grade; without one nothing is forbidden. */
export function gradeOf(table: PackGrade[], item: Item): PackGrade | undefined {
  return table.find((g) => g.grade === item.grade)
}

export function mayGive(row: PackGrade | undefined, mask: string): boolean {
  if (!row || row.given === 'plain') return true
  return row.given === 'masked' ? mask !== 'keep' : mask === 'verify' || mask === 'suppress'
}

const byFormat: Record<string, string> = { resident_id: 'id_number', mobile: 'mobile', bank_card: 'bank_card' }

/** What to begin with: the entry's proposal if the grade lets it be, else the widest that it does. A
 *  key that can't be given in clear is verified, for otherwise nobody could ask by it. */
export function firstMask(row: PackGrade | undefined, item: Item): string | undefined {
  const own = item.mask && item.mask !== 'keep' ? item.mask : undefined
  if (mayGive(row, own ?? 'keep')) return own
  if (row?.given === 'verify' || item.key) return 'verify'
  return (item.format && byFormat[item.format]) || 'suppress'
}
