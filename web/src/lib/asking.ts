/* What every request for shared data says, as its forms hold it. */
export interface Asking { purpose: string; scenario: string; scenario_code: string }
export const beginAsking = (): Asking => ({ purpose: '', scenario: '', scenario_code: '' })

export interface Choice { items: string[] | null; rows: string }
export const beginChoice = (): Choice => ({ items: null, rows: '' })

/** The papers of one request; what is empty is left out. */
export function askingPapers(form: Asking, choice: Choice, more: { version: string; files: string[]; renews?: string }): Record<string, unknown> {
  const papers: Record<string, unknown> = { purpose: form.purpose, scenario: form.scenario, commitment: true }
  if (form.scenario_code) papers.scenario_code = form.scenario_code
  if (more.version) papers.commitment_version = more.version
  if (choice.items) papers.items_asked = choice.items
  if (choice.rows.trim()) papers.rows_asked = choice.rows.trim()
  if (more.files.length) papers.attachments = more.files
  if (more.renews) papers.renews = more.renews
  return papers
}
