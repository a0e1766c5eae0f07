/* The picture of a procedure for one case: the way it came, where it stands, the
 * way it will most likely go, and the other ends it could come to from here. */
import type { CaseFile, Process, ProcessRule } from '@/api/model'

export interface Step {
  state: string
  place: 'past' | 'here' | 'ahead'
  at?: string | null
}
export interface Exit {
  act: string
  to: string
}

/** Rules whose facts hold for this case. */
function fitting(rules: ProcessRule[], file: CaseFile): ProcessRule[] {
  const facts = file.facts ?? []
  return rules.filter((r) => (r.when ?? []).every((f) => facts.includes(f)) && !(r.unless ?? []).some((f) => facts.includes(f)))
}

export function steps(process: Process, file: CaseFile): { chain: Step[]; exits: Exit[] } {
  const rules = fitting(process.rules, file)
  const chain: Step[] = []
  for (const [n, e] of (file.history ?? []).entries()) {
    const known = chain.findIndex((s) => s.state === e.to)
    if (known >= 0) chain.splice(known)
    if (!n && e.from && e.from !== e.to) chain.push({ state: e.from, place: 'past' })
    if (chain[chain.length - 1]?.state !== e.to) chain.push({ state: e.to, place: 'past', at: e.event_at ?? e.at })
  }
  const standing = chain.findIndex((s) => s.state === file.state)
  if (standing >= 0) chain.splice(standing + 1)
  else chain.push({ state: file.state, place: 'here' })
  chain[chain.length - 1]!.place = 'here'

  const backwards = /^(return|cancel|refuse|close|expire|suspend|revoke|retire|withdraw|shut|end|lapse)$/
  const leads = (all: ProcessRule[], from: string) => all.filter((r) => r.from === from && r.to && r.to !== from && !backwards.test(r.act))
  /** What waits for something that is still to come (a batch that went out) lies ahead as well. */
  const onward = (from: string) => (leads(rules, from).length ? leads(rules, from) : leads(process.rules, from))
  for (let at = file.state, n = 0; n < 8; n++) {
    const next = onward(at).find((r) => !chain.some((s) => s.state === r.to))
    if (!next) break
    chain.push({ state: next.to, place: 'ahead' })
    at = next.to
  }
  const seen = new Set<string>()
  const exits = rules.filter((r) => {
    const name = `${r.act}>${r.to}`
    const fresh = r.from === file.state && r.to !== file.state && !seen.has(name) && !chain.some((s) => s.place !== 'past' && s.state === r.to)
    if (fresh) seen.add(name)
    return fresh
  })
  return { chain, exits: exits.map((r) => ({ act: r.act, to: r.to })) }
}
