/* Forms that save themselves in this browser while they are filled in, and are
 * found again after a reload, by the same account: offices share computers. What is
 * older than a week goes when a page is opened, whosever it is. */
import { onUnmounted, ref, watch, type Ref } from 'vue'
import { who } from './stage'

const WEEK = 7 * 86400 * 1000
const place = (key: string) => `draft:${who.user.value?.id ?? ''}:${key}`

/** Drafts past their week, and those no account has. */
function sweep(): void {
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith('draft:'))) {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as { at?: number } | null
      if (/^draft:[0-9a-z]{16}:/.test(key) && Date.now() - (kept?.at ?? 0) < WEEK) continue
    } catch {
      // What can't be read is of no use to anybody.
    }
    localStorage.removeItem(key)
  }
}
sweep()

export function readDraft<T>(key: string): T | null {
  try {
    const kept = JSON.parse(localStorage.getItem(place(key)) ?? 'null') as { at: number; value: T } | null
    return kept && Date.now() - kept.at < WEEK ? kept.value : null
  } catch {
    return null
  }
}

/** False: the browser's store is full, which costs the draft, not the work. */
export function keepDraft(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(place(key), JSON.stringify({ at: Date.now(), value }))
    return true
  } catch {
    return false
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
    if (!empty(value) && keepDraft(key, value)) savedAt.value = new Date()
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
