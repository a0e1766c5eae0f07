/* Short news at the foot of the page, spoken as well; and the one question
 * before something that can't be taken back. */
import { reactive, ref } from 'vue'

export interface Toast { id: number; text: string; tone: 'green' | 'red' }
export const toasts = reactive<Toast[]>([])
let count = 0

export function tell(text: string, tone: Toast['tone'] = 'green'): void {
  const id = ++count
  toasts.push({ id, text, tone })
  setTimeout(() => {
    const at = toasts.findIndex((x) => x.id === id)
    if (at >= 0) toasts.splice(at, 1)
  }, 5000)
}

export interface Question { title: string; text: string; yes: string; risky?: boolean }
export const question = ref<(Question & { answer: (yes: boolean) => void }) | null>(null)

export function ask(q: Question): Promise<boolean> {
  return new Promise((resolve) => {
    question.value = { ...q, answer: (yes) => {
      question.value = null
      resolve(yes)
    } }
  })
}
