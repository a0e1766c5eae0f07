/* Forms that save themselves in this browser while they are filled in, and are
 * found again after a reload, by the same account: offices share computers. Nothing
 * personal is kept past a week. */
import { onUnmounted, ref, watch, type Ref } from 'vue'
import { who } from './stage'

const WEEK = 7 * 86400 * 1000
const place = (key: string) => `draft:${who.user.value?.id ?? ''}:${key}`

export function readDraft<T>(key: string): T | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place(key)) ?? 'null') as { at: number; value: T } | null
    return kept && Date.now() - kept.at < WEEK ? kept.value : null
  } catch {
    return null
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(place(key))
}

function empty(value: unknown): boolean {
  return !value || (typeof value === 'object' && Object.values(value).every((v) => v === '' || v === null || v === undefined))
}

/** Keep `form` under `key`; what was kept comes back into it at once. */
export function useDraft<T extends object>(key: string, form: T, part: (form: T) => object = (f) => f): { savedAt: Ref<Date | null>; restored: boolean } {
  const savedAt = ref<Date | null>(null)
  const kept = readDraft<Partial<T>>(key)
  if (kept) Object.assign(form, kept)
  let timer = 0
  function save(): void {
    const value = part(form)
    if (empty(value)) return
    try {
      localStorage.setItem(place(key), JSON.stringify({ at: Date.now(), value }))
      savedAt.value = new Date()
    } catch {
      // A full store of the browser costs the draft, not the work.
    }
  }
  const stop = watch(form, () => {
    clearTimeout(timer)
    timer = window.setTimeout(save, 600)
  }, { deep: true })
  onUnmounted(() => {
    clearTimeout(timer)
    stop()
  })
  return { savedAt, restored: !!kept }
}
