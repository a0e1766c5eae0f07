/** A list that is shown whole on a page, read in pieces: more of it on demand, and how
 * many rows there are. */
import { computed, ref, type Ref } from 'vue'
import { api } from '@/api/client'
import type { Listing } from '@/api/model'

const PIECE = 200

export function useMore<Row>(path: string) {
  const rows = ref<Row[]>([]) as Ref<Row[]>
  const total = ref(0)
  const known = ref(false)
  let cursor: string | null = null
  const left = computed(() => total.value - rows.value.length)
  async function more(): Promise<void> {
    const piece = await api.get<Listing<Row>>(path, { limit: PIECE, cursor }).catch(() => null)
    if (!piece) return
    rows.value.push(...piece.items)
    total.value = piece.total
    cursor = piece.next_cursor
    known.value = true
  }
  void more()
  return { rows, total, left, known, more }
}
