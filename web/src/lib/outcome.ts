/* How a case ended: with what it was brought for, or without. */
import type { CaseFile } from '@/api/model'

const kept = new Set(['listed', 'updated', 'unchanged', 'kept', 'converted', 'switched', 'closed_none', 'merged', 'fulfilled', 'settled'])
/** Where closed means done; elsewhere it means broken off. */
const closes = new Set(['correction', 'coordination', 'channel'])

export function outcome(file: CaseFile): 'good' | 'stopped' | '' {
  if (kept.has(file.state) || (file.state === 'closed' && closes.has(file.process))) return 'good'
  if (file.state === 'refused' || (file.ended && /^(cancelled|retired|ended|closed|dismissed|unsettled|not_obtained)$/.test(file.state))) return 'stopped'
  return ''
}
