/* The shapes of the public interface that the pages read. */

export interface Listing<T> {
  items: T[]
  next_cursor: string | null
  total: number
  facets?: Record<string, Facet[]>
}
export interface Facet {
  value: string
  label?: string
  count: number
}

// Sign-in
export interface OrgRef {
  id: string
  name: string
  short_name?: string | null
  level?: string
  region?: string | null
}
export interface User {
  id: string
  name: string
  title?: string | null
  org: OrgRef | string | null
  org_name?: string | null
  roles: string[]
  capabilities: string[]
  assurance: number
}
export interface Session {
  csrf: string
  must_change_password?: boolean
  second_factor?: string
  user: User
}

// Catalogue
export interface Basis {
  law?: string | null
  level?: string | null
  article?: string | null
}
export type Access = 'unconditional' | 'conditional' | 'none'
export interface Item {
  code: string
  name: string
  type: string
  length?: number | null
  precision?: number | null
  key?: boolean
  nullable?: boolean
  grade?: number | null
  share_type?: Access | null
  open_type?: Access | null
  element?: string | null
  code_set?: string | null
  format?: string | null
  mask?: string | null
  description?: string | null
}
export interface Resource {
  id: string
  code: string
  national_code: string | null
  no?: number
  head?: number
  draft?: number | null
  version_state?: string
  state: string
  version: number
  title: string
  abstract?: string | null
  keywords?: string[]
  category?: string | null
  theme?: string | null
  form?: string | null
  format?: string | null
  org?: string | null
  org_name?: string | null
  collector?: string | null
  reviewer?: string | null
  source_system?: string | null
  duty?: string | null
  collection?: { basis?: string | null; scope?: string | null; necessity?: string | null } | null
  update_cycle?: string | null
  region?: string | null
  grade?: number | null
  share_type?: Access | null
  share_conditions?: string | null
  share_reason?: string | null
  share_basis?: Basis | null
  open_type?: Access | null
  open_conditions?: string | null
  open_reason?: string | null
  open_basis?: Basis | null
  items?: Item[]
  data?: { version: number; rows: number; updated_at: string | null } | null
  warnings?: Warning[]
  missing?: string[]
  completeness?: number
  created_at?: string
  updated_at?: string | null
  published_at?: string | null
  can_edit?: boolean
  is_mine?: boolean
}
export interface Warning {
  code?: string
  field?: string | null
  detail?: string
  detail_en?: string
}

// Cases
export interface TermDay {
  date: string
  counts: boolean
  why: string
  why_en?: string
}
export interface TermBeside {
  days: number
  due_on?: string | null
  instrument: string
  instrument_en?: string
  article: string | null
  binding: boolean
}
export interface Term {
  key: string
  kind: 'days' | 'date' | 'prompt' | 'at_once'
  owes: string
  owes_label?: string
  owes_label_en?: string
  from: string
  from_event?: string
  from_event_en?: string
  due_on: string | null
  provisional?: boolean
  days_left?: number | null
  elapsed?: number
  late?: boolean
  days?: number | null
  by?: 'law' | 'other_law' | 'house'
  article?: string | null
  beside?: TermBeside[]
  explanation?: TermDay[]
}
export interface PaperAsked {
  name: string
  kind: string
  required: boolean
  label?: string
  label_en?: string
  levels?: string[]
  house?: boolean
}
export interface ActOffered {
  act: string
  label?: string
  label_en?: string
  article?: string | null
  papers: PaperAsked[]
}
export interface CaseEvent {
  at: string
  event_at?: string | null
  by: string | null
  by_id?: string | null
  by_org?: string | null
  actor?: string
  actor_label?: string
  actor_label_en?: string
  act: string
  label?: string
  label_en?: string
  from: string | null
  to: string
  article?: string | null
  papers?: Record<string, unknown> | null
  late?: boolean
  receipt?: string | null
}
export interface Party {
  org: string | null
  name: string | null
}
export interface Subject {
  resource?: string | null
  org?: string | null
  dataset?: string | null
  case?: string | null
  title?: string | null
  code?: string | null
}
export interface CaseFile {
  id: string
  process: string
  process_label?: string
  process_label_en?: string
  state: string
  state_label?: string
  state_label_en?: string
  ended?: boolean
  opened_at: string
  moved_at?: string
  subject?: Subject | null
  applicant?: Party | null
  provider?: Party | null
  facts?: string[]
  own?: boolean
  term?: Term | null
  acts?: ActOffered[]
  missing?: string[]
  history?: CaseEvent[]
  papers?: Record<string, unknown>
  pack?: string
}

// Processes
export interface Word {
  word: string
  label: string
  label_en: string
  final?: boolean
}
export interface ProcessRule {
  key: string
  by: string
  from: string
  act: string
  to: string
  when: string[]
  unless: string[]
  article: string | null
  house: boolean
  papers: PaperAsked[]
}
export interface Process {
  name: string
  label: string
  label_en: string
  article: string | null
  states: Word[]
  acts: Word[]
  rules: ProcessRule[]
}
export interface Instrument {
  key: string
  level: string
  label: string
  label_en: string
}

// Data in
export interface BatchProblem {
  item: string | null
  code: string
  count: number
  example_row: number | null
  detail?: string
  detail_en?: string
}
export interface Batch {
  id: string
  state: 'queued' | 'loading' | 'checking' | 'live' | 'failed'
  mode?: string
  created_at?: string
  ended_at?: string | null
  version?: number | null
  rows_read: number
  rows_live: number
  rows_rejected: number
  bytes_total: number
  bytes_done: number
  problems: BatchProblem[]
  filename?: string | null
  code?: string | null
  detail?: string | null
  detail_en?: string | null
  by?: string
}

// Grants
export interface Quota {
  calls?: number | null
  rows?: number | null
  subjects?: number | null
  per?: string | null
}
export interface Grant {
  id: string
  resource: string
  code: string
  provider: string
  org: string
  case?: string | null
  purpose?: string | null
  scenario?: string | null
  purpose_code: string
  items: string[]
  masks: Record<string, string>
  where?: unknown
  quota: Quota | null
  used: Quota | null
  valid_until: string | null
  state: string
  created_at?: string
}

// Notices
export interface Notice {
  id: string
  at: string
  kind: string
  case?: string | null
  text?: string
  text_en?: string
  title?: string
  title_en?: string
  due_on?: string | null
  read_at?: string | null
  read?: boolean
}

// Portal
export interface Dataset {
  code: string
  title: string
  abstract?: string | null
  org?: string | null
  org_name?: string | null
  theme?: string | null
  region?: string | null
  open_type: Access
  update_cycle?: string | null
  updated_at?: string | null
  published_at?: string | null
  next_due?: string | null
  late?: boolean
  rows?: number | null
  formats?: string[]
  keywords?: string[]
  items?: Item[]
  licence?: string | null
  license?: string | null
  citation?: string | null
  version?: number | null
  downloads?: { format: string; bytes?: number | null; updated_at?: string | null; url?: string }[]
  national_code?: string | null
  open_conditions?: string | null
}
