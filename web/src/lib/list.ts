/* A listing whose search, filters, order and place live in the address, so that
 * back, reload and a sent link all show the same page. */
import { ref, watch, computed, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { api, asProblem, type Problem } from '@/api/client'
import type { Listing } from '@/api/model'

export function useListing<T, L extends Listing<T> = Listing<T>>(path: string | (() => string | null), keys: string[],
  fixed: () => Record<string, string | number | undefined> = () => ({})) {
  const route = useRoute()
  const router = useRouter()
  const page = ref(null) as Ref<L | null>
  const problem = ref<Problem | null>(null)
  const busy = ref(false)
  const here = route.path
  const trail = ref<string[]>([])
  let running: AbortController | null = null

  const asked = computed(() => {
    const q: Record<string, string> = {}
    for (const key of [...keys, 'cursor']) {
      const value = route.query[key]
      if (typeof value === 'string' && value) q[key] = value
    }
    return q
  })

  async function load(): Promise<void> {
    const address = typeof path === 'string' ? path : path()
    if (!address) return
    running?.abort()
    const mine = (running = new AbortController())
    busy.value = true
    try {
      page.value = await api.get<L>(address, { limit: 20, ...fixed(), ...asked.value }, mine.signal)
      problem.value = null
    } catch (error) {
      if (!mine.signal.aborted) problem.value = asProblem(error)
    } finally {
      if (running === mine) busy.value = false
    }
  }

  /** Every row that the filters let through, page by page; `stop` ends it early. */
  async function all(progress: (have: number, of: number) => void, stop: AbortSignal): Promise<T[]> {
    const address = typeof path === 'string' ? path : path()
    const rows: T[] = []
    for (let cursor: string | null = null; address;) {
      const next: Listing<T> = await api.get<Listing<T>>(address, { ...fixed(), ...asked.value, limit: 1000, cursor }, stop)
      rows.push(...next.items)
      progress(rows.length, next.total)
      cursor = next.next_cursor
      if (!cursor) break
    }
    return rows
  }

  watch([asked, fixed], (now, before) => {
    if (route.path === here && JSON.stringify(now) !== JSON.stringify(before)) void load()
  }, { immediate: true })

  /** Change parts of the query; every change begins from the first page again. */
  function ask(change: Record<string, string | null | undefined>, how: 'push' | 'replace' = 'push'): void {
    const query = { ...route.query, ...change, cursor: undefined } as Record<string, string | undefined>
    for (const key of Object.keys(query)) if (!query[key]) delete query[key]
    trail.value = []
    void router[how]({ query })
  }
  function next(): void {
    const cursor = page.value?.next_cursor
    if (!cursor) return
    trail.value.push(asked.value.cursor ?? '')
    void router.push({ query: { ...route.query, cursor } })
  }
  function back(): void {
    const cursor = trail.value.pop() || undefined
    void router.push({ query: { ...route.query, cursor } })
  }
  const first = computed(() => !asked.value.cursor)
  return { page, problem, busy, asked, ask, next, back, first, load, all }
}
