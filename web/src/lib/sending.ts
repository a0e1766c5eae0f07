/** What a form sends: busy while it is on its way, the problem it came back with. */
import { ref, type Ref } from 'vue'
import { asProblem, type Problem } from '@/api/client'

export interface Sending {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  /** Does it; false when it met a problem, which `problem` then keeps. */
  sending: (what: () => Promise<void>) => Promise<boolean>
}

export function useSending(): Sending {
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  async function sending(what: () => Promise<void>): Promise<boolean> {
    busy.value = true
    problem.value = null
    try {
      await what()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, problem, sending }
}
