/* What one means to ask for, gathered while looking for data; kept on this computer,
 * apart for each account. */
import { ref, watch } from 'vue'
import type { ResourceRow } from '@/api/model'

export interface Wanted { id: string; title: string; org: string; share: string; form?: string }
export const BASKET_MOST = 20
const key = (account: string) => `basket:${account}`

function read(account: string): Wanted[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(account)) ?? '[]')
    return Array.isArray(kept) ? (kept as Wanted[]).filter((w) => typeof w?.id === 'string').slice(0, BASKET_MOST) : []
  } catch {
    return []
  }
}

export function useBasket(account: string) {
  const wanted = ref<Wanted[]>(read(account))
  watch(wanted, (list) => localStorage.setItem(key(account), JSON.stringify(list)), { deep: true })
  const has = (id: string) => wanted.value.some((w) => w.id === id)
  const drop = (id: string) => { wanted.value = wanted.value.filter((w) => w.id !== id) }
  function flip(r: ResourceRow, on: boolean): void {
    if (!on) drop(r.id)
    else if (!has(r.id) && wanted.value.length < BASKET_MOST) wanted.value = [...wanted.value, { id: r.id, title: r.title, org: r.org_name ?? r.org ?? '', share: r.share_type ?? '', form: r.form ?? '' }]
  }
  return { wanted, has, drop, flip }
}
