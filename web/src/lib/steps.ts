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

interface Ruled extends ProcessRule {
  when?: string[]
  unless?: string[]
}

/** Rules whose facts hold for this case; without facts, all of them. */
function fitting(process: Process, file: CaseFile & { facts?: string[] | string }): Ruled[] {
  const facts = typeof file.facts === 'string' ? file.facts.split(/\s+/) : file.facts
  return (process.rules as Ruled[]).filter((r) =>
    !facts || ((r.when ?? []).every((f) => facts.includes(f)) && !(r.unless ?? []).some((f) => facts.includes(f))))
}

export function steps(process: Process, file: CaseFile): { chain: Step[]; exits: Exit[] } {
  const rules = fitting(process, file)
  const chain: Step[] = []
  for (const e of file.history ?? []) {
    const known = chain.findIndex((s) => s.state === e.to)
    if (known >= 0) chain.splice(known)
    if (!chain.length && e.from && e.from !== e.to) chain.push({ state: e.from, place: 'past' })
    if (chain[chain.length - 1]?.state !== e.to) chain.push({ state: e.to, place: 'past', at: e.event_at ?? e.at })
  }
  const standing = chain.findIndex((s) => s.state === file.state)
  if (standing >= 0) chain.splice(standing + 1)
  else chain.push({ state: file.state, place: 'here' })
  chain[chain.length - 1]!.place = 'here'

  const backwards = /^(return|cancel|refuse|close|expire|suspend|revoke|retire|withdraw)$/
  const onward = (from: string) => rules.filter((r) => r.from === from && r.to && r.to !== from && !backwards.test(r.act))
  for (let at = file.state, n = 0; n < 8; n++) {
    const next = onward(at).find((r) => !chain.some((s) => s.state === r.to))
    if (!next) break
    chain.push({ state: next.to, place: 'ahead' })
    at = next.to
  }
  const exits = rules.filter((r) => r.from === file.state && r.to !== file.state && !chain.some((s) => s.place !== 'past' && s.state === r.to))
  const seen = new Set<string>()
  return { chain, exits: exits.filter((r) => !seen.has(`${r.act}>${r.to}`) && seen.add(`${r.act}>${r.to}`)).map((r) => ({ act: r.act, to: r.to })) }
}
