/* What a leaf of the record says was done, in the reader's words: an act of a procedure
 * by the pack's, everything else by ours; what has no word is named by its kind alone. */
import type { RecordLeaf } from '@/api/model'
import { locale, word } from '@/locale'
import { named, useProcesses } from './processes'

export function useActWords(): (leaf: Pick<RecordLeaf, 'kind' | 'act'>) => string {
  const processes = useProcesses()
  void processes.load()
  return (leaf) => {
    const act = leaf.act
    if (!act) return ''
    const ours = word('record_act', act)
    if (ours !== act) return ours
    if (leaf.kind === 'refusal') return word('record_refusal', act.toLowerCase())
    const known = processes.list.flatMap((p) => p.acts).find((a) => a.word === act)
    return known ? named(known, act) : locale() === 'zh' ? word('record_kind', leaf.kind) : act.replace(/[-_]/g, ' ')
  }
}

/** What stands beside it: of a case's act the procedure and its states in words. */
export function useDetailWords(): (leaf: Pick<RecordLeaf, 'kind' | 'detail'>) => string {
  const processes = useProcesses()
  void processes.load()
  return (leaf) => {
    const detail = leaf.detail ?? ''
    const step = leaf.kind === 'case-act' ? /^([a-z-]+)(?: (\w+) > (\w+))?$/.exec(detail) : null
    if (!step || !processes.find(step[1]!)) return detail
    const [, process, from, to] = step
    return [processes.title(process!), from && to ? `${processes.state(process!, from)} → ${processes.state(process!, to)}` : ''].filter(Boolean).join(' · ')
  }
}
