// Every string of the pages in English; keys as in zh.ts (test/locale.test.mjs).
import type { Messages } from './index'

const en: Messages = {
  common: {
    colon: ': ',
    skip: 'Skip to content', menu: 'Menu', main_nav: 'Main navigation', path: 'You are here', home: 'Home', all: 'See all', more: 'More', yes: 'Yes', no_word: 'No', no: 'Not now',
    search: 'Search', filters: 'Filters', clear: 'Clear', remove: 'Remove', sort: 'Sort by', fewer: 'Fewer', all_of: 'All {n}', choose_all: 'Choose all', choose_none: 'Choose none',
    next: 'Next', previous: 'Previous', paging: 'Pages', total: '{n} in all', loading: 'Loading', retry: 'Try again', save: 'Save', saved: 'Saved', cancel: 'Cancel', confirm: 'Confirm', sending: 'Sending…',
    copy: 'Copy', copied: 'Copied', download: 'Download', comma: ', ', missing_page: 'There is no such page', missing_page_hint: 'The address may be wrong, or the page has moved.',
  },
  problem: {
    other: 'That did not work ({status}).', article: 'Under {article}', s0: 'The server cannot be reached; check the network.', s401: 'Please sign in first.', s403: 'You may not do this.', s404: 'Not there, or not yours to know of.',
    s409: 'This cannot be done in the present state.', s412: 'Somebody else has changed it meanwhile.', s413: 'That is too large.', s422: 'A paper is still missing.', s429: 'Too many requests.', s503: 'The system is busy; try again shortly.', s507: 'The server is out of space; writing is paused.',
    next0: 'Try again when the network is back; what you filled in is kept.', next401: 'You come back to this page after signing in.', next403: 'If you need it, ask the administrator of your agency or the authority.', next404: 'Check the address, or go in from the list again.', next409: 'Reload to see the present state.',
    next412: 'Reload before changing it, so that nobody\'s work is lost.', next429: 'Wait a moment and try again.', next503: 'Nothing was changed; you can try again shortly.', next507: 'Tell the operator; reading still works.',
  },
  sign_in: {
    lead: 'With the account your agency gave you.', name: 'Account', password: 'Password', show: 'Show', hide: 'Hide', totp: 'One-time code', totp_hint: 'The six digits of your authenticator, or a recovery code.', have_totp: 'I have a one-time code',
    go: 'Sign in', busy: 'Signing in…', out: 'Sign out', ended: 'Your session has ended. Sign in again to come back to where you were.', portal: 'To the open data portal',
  },
  console: { name: 'Gongshu Console', unread: '{n} unread notices' },
  nav: {
    channels: 'Channels', guidance: 'Rules',
    sign_in: 'Sign in', work: 'My work', cases: 'All cases', case: 'Case', catalogue: 'Catalogue', entry_new: 'New entry', resource: 'Resource', entry: 'Edit entry', find: 'Find data', requests: 'Share requests', grants: 'Grants and use',
    negative: 'Negative list', releases: 'Catalogue releases', release: 'Catalogue release', changes: 'Changes', change: 'Change', duplicates: 'Collected twice', record: 'Record', orgs: 'Organisations', users: 'People and roles', account: 'My account', keys: 'System keys', group_mine: 'Work', group_data: 'Data', group_sharing: 'Sharing', group_watch: 'Supervision', group_admin: 'Administration',
  },
  role: {
    steward: 'Data steward', operator: 'Operator', authority: 'Authority', auditor: 'Auditor', sysadmin: 'System administrator', secadmin: 'Security administrator', cyber: 'Cyberspace office', citizen: 'Citizen', enterprise: 'Enterprise',
    applicant: 'the applicant', provider: 'the provider', county_operator: 'the county operator', county_authority: 'the county authority', city_operator: 'the city operator', city_authority: 'the city authority', time: 'an agreed end', platform: 'the platform by itself',
  },
  share_type: { unconditional: 'Shared freely', conditional: 'Shared on conditions', none: 'Not shared' },
  open_type: { unconditional: 'Open', conditional: 'Open on conditions', none: 'Not open' },
  share_about: { unconditional: 'Any agency may use it on request.', conditional: 'For some agencies, or in part; the provider decides.', none: 'Barred by law.' },
  open_about: { unconditional: 'Anybody may see, download and call it.', conditional: 'The public applies and signs an agreement.', none: 'Secret or barred by law.' },
  open_meaning: { unconditional: 'Anybody may see, download and call it, without asking.', conditional: 'You apply to the provider and sign an agreement.', none: 'Not open to the public.' },
  grade: { short: 'Grade {n}', g1: '1 · not sensitive', g2: '2 · slightly sensitive', g3: '3 · rather sensitive', g4: '4 · sensitive' },
  theme: {
    education: 'Education', technology: 'Science', employment: 'Employment', social_security: 'Social security', natural_resources: 'Natural resources', environment: 'Environment', transport: 'Transport', agriculture: 'Agriculture', culture_tourism: 'Culture and tourism', health: 'Health',
    emergency: 'Emergencies', market: 'Markets', statistics: 'Statistics', medical_insurance: 'Medical insurance', finance: 'Finance', meteorology: 'Weather', credit: 'Credit',
  },
  region: {
    '320900': 'City', '320902': 'Tinghu', '320903': 'Yandu', '320904': 'Dafeng', '320921': 'Xiangshui', '320922': 'Binhai', '320923': 'Funing', '320924': 'Sheyang', '320925': 'Jianhu', '320981': 'Dongtai', '320971': 'Development Zone', '3209YN': 'Yannan High-tech Zone',
  },
  form: { table: 'Table', file: 'File', api: 'Interface', image: 'Image', audio: 'Audio', video: 'Video', spatial: 'Spatial', e_licence: 'E-licence', e_archive: 'E-archive' },
  update_cycle: { realtime: 'Real time', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly', quarterly: 'Quarterly', half_yearly: 'Half-yearly', yearly: 'Yearly', irregular: 'Irregular', never: 'Never' },
  item_type: { string: 'String', integer: 'Integer', decimal: 'Decimal', date: 'Date', datetime: 'Date and time', boolean: 'Yes or no', text: 'Text', geometry: 'Geometry' },
  item_format: {
    resident_id: 'Resident ID number', credit_code: 'Unified social credit code', org_code: 'Organisation code', bank_card: 'Bank card number', mobile: 'Mobile number', landline: 'Landline number', phone: 'Telephone', plate: 'Number plate', postcode: 'Postcode', passport: 'Passport', travel_permit: 'Travel permit', foreign_id: 'Foreign resident ID', date: 'Date', division: 'Division code',
  },
  mask: { keep: 'In clear', id_number: 'Mask ID number', name: 'Mask name', mobile: 'Mask mobile', address: 'Mask address', bank_card: 'Mask card', hash: 'Hash', suppress: 'Leave out', verify: 'Verify only' },
  op: { eq: 'is', ne: 'is not', in: 'is one of', lt: 'below', le: 'at most', gt: 'above', ge: 'at least', between: 'between', prefix: 'begins with', is_null: 'is empty' },
  resource_state: { draft: 'Draft', in_review: 'In review', published: 'Published', retired: 'Retired', superseded: 'Superseded' },
  grant_state: { open: 'In use', active: 'In use', suspended: 'Suspended', ended: 'Ended', revoked: 'Revoked', expired: 'Expired', exhausted: 'Used up' },
  batch_state: { queued: 'Queued', loading: 'Reading', checking: 'Checking', live: 'Live', failed: 'Not taken' },
  user_state: { active: 'Active', disabled: 'Disabled', locked: 'Locked', new: 'Not signed in yet' },
  catalogue_event: { created: 'Created', create: 'Created', changed: 'Changed', change: 'Changed', edited: 'Changed', submitted: 'Submitted', submit: 'Submitted', returned: 'Returned', return: 'Returned', published: 'Published', publish: 'Published', retired: 'Retired', retire: 'Retired', imported: 'Imported', withdrawn: 'Withdrawn', draft: 'Back to draft', in_review: 'Into review' },
  basis: { law: 'Law or regulation', law_hint: 'Type or choose', level: 'Level', article: 'Article', article_hint: 'e.g. Art. 25', too_low: 'That level does not carry it; only {levels} does.', which: 'Must be {levels}.' },
  basis_level: { law: 'law', regulation: 'regulation', rule: 'rule', other: 'other' },
  term_kind: { days: 'Within days', date: 'Agreed date', prompt: 'Promptly', at_once: 'At once' },
  term_about: {
    days: 'From {from} (that day is not counted), {who} has {n} working days.', date: '{who} promised a date, from {from}.', prompt: 'Promptly, by {who}, from {from}; the regulation names no number.', at_once: 'At once, by {who}, from {from}; the regulation names no number.',
  },
  due: {
    from_event: 'Runs from {event}.', beside: '{law} {article}: {n} working days ({day}).', binding: 'binding', 
    late: '{n} working days late', today: 'Due today', left: '{n} working days left', on: 'due {day}', until: 'Due {day}', house: 'House rule', days: 'The term, day by day', last: 'Due', now: 'Today', counts: 'working day {n}', not_counted: 'not counted: {why}',
    provisional: '(provisional)', provisional_note: 'The calendar of that year is not published yet; the date will be computed again when it is.',
  },
  work: {
    read_all: 'Mark all read', hello: 'Hello, {name}', late: 'Late', soon: 'Due in two days', waiting: 'Waiting for me', asked: 'Asked by me', waiting_long: 'Waiting for me', asked_long: 'What I asked of others', all_cases: 'All cases', notices: 'Notices', no_notices: 'No new notices', none: 'Nothing waits for you', none_hint: 'Reviews, requests and tasks stand here, by due date.',
  },
  case: {
    the_entry: 'See the entry',
    search: 'Search titles and organisations', due: 'Due', moved: 'Last moved', returned: 'Returned', entry: 'The entry under review',
    on_record: 'Leaves and receipts', list_lead: 'Every procedure with its state, its clock and its full history.', process: 'Procedure', state: 'State', whose: 'Whose', any_process: 'All procedures', any_state: 'All states', all: 'All I may see', only_late: 'Only late ones', none: 'No case fits', none_hint: 'Try other filters, or begin one from the catalogue or from “Find data”.',
    steps: 'Steps', here: 'now', or: 'Or:', acts: 'What you can do', nothing_for_you: 'There is nothing for you to do at present.', missing: 'Still missing:', clock: 'The clock', history: 'History', no_history: 'Nothing yet', subject: 'Subject', papers: 'Papers', applicant: 'Opened by', opened: 'Opened', pack: 'Rules',
    number: 'Case number', under: 'Under {article}', no_papers: 'This step needs no papers.', risky: 'This takes effect at once and goes on the record.', sure: '“{act}” for “{title}”? It takes effect at once and goes on the record.', did: 'Done: {act}', handed_in: 'handed in', event_on: 'happened on {day}',
  },
  paper: {
    ground: 'Ground of the change',
    purpose: 'Purpose', scenario: 'Scenario', commitment: 'Commitment: true, compliant, safe', reason: 'Reason', basis: 'Legal basis', conditions: 'Conditions', evidence: 'Evidence', event_on: 'Date of the event', agreement: 'Agreement', seal_provider: 'Sealed by the provider', seal_consumer: 'Sealed by the consumer', promised_on: 'Promised date',
    entry: 'Catalogue entry', finding: 'Finding', treatment: 'Treatment', measure: 'Measure', title: 'Title', request_type: 'Type of request', period: 'Period of use', result_form: 'Form of the results', demand: 'Data wanted', holder: 'Holder', right: 'Right concerned', what_is_wrong: 'What is wrong', record_key: 'Key of the record', item: 'Item',
    correction: 'Correction', proposal: 'Proposal', facts: 'Facts', plan: 'Plan', contract: 'Contract', confidentiality: 'Confidentiality agreement', statement: 'Statement', duty: 'Duty or service it serves', filing: 'Filing', report: 'Report', scope: 'Scope', addressee: 'Addressee',
  },
  paper_hint: {
    purpose: 'Which work it serves, which question it answers. Every call is held against it.', scenario: 'For example: one-stop service, setting up a company.', reason: 'The reason itself, not the article again.', evidence: 'Name the documents and what they show.', promised_on: 'A definite date; the applicant sees it.',
  },
  conditions: {
    narrow: 'Narrow what is shared (otherwise all that was asked)', narrow_hint: 'Only some items and rows, with masks, a quota and a period.', items: 'Items', give: 'Given', mask: 'Mask', rows: 'Rows', add_row: 'Add a condition', all_rows: 'All rows.', only: 'Only if', and: 'and', or: 'or', not: 'not', join: 'Joined by', item: 'Item',
    op: 'Comparison', value: 'Value', values_hint: 'Several, with commas', quota: 'Quota', until: 'Valid until', until_hint: 'Left empty, it stays valid until it is ended.',
  },
  quota: { rows: 'Rows', calls: 'Calls', subjects: 'Persons', per: 'Counted', per_total: 'in all', per_day: 'a day', per_month: 'a month', no_limit: 'No limit' },
  facet: { state: 'State', org: 'Provider', share_type: 'Sharing', open_type: 'Opening', theme: 'Domain', grade: 'Grade', update_cycle: 'Updated', form: 'Form', region: 'Region', format: 'Format' },
  catalogue: {
    lead: 'The public data catalogue of the whole city.', mine_lead: 'Entries of {org}.', whose: 'Whose', ours: 'Ours', all: 'All', search: 'Search titles, abstracts, items', none: 'No entries yet', none_hint: 'Describe a table: what it is, where it comes from, who may use it. Items can be proposed from a CSV file.',
  },
  find: { lead: 'Find other agencies\' data in the city\'s catalogue and ask for it.', search: 'What do you need? e.g. marriage, real estate', none: 'No shared data found', none_hint: 'Try other words. What is not catalogued can be obtained through your authority.' },
  requests: { lead: 'What others ask of us, and what we ask of others.', in: 'Waiting', out: 'Ours', all: 'All', none_all: 'No share requests', none_all_hint: 'All requests that concern your agency stand here.', none_in: 'No requests received', none_in_hint: 'When another agency asks for your data it stands here, with its clock.', none_out: 'No requests yet', none_out_hint: 'Look for data under “Find data” and say what for.' },
  subscribe: {
    title: 'Ask for: {title}', go: 'Ask for this data', sent: 'Request sent', way_unconditional: 'Shared freely: access opens as soon as the operator takes the request in.', way_conditional: 'Shared on conditions: the operator passes it to the provider, who has 5 working days.', way_none: 'This data is not shared.',
    commitment: 'We declare that this is true, that the data serves this purpose and scenario only, goes to no third party, and is kept safe.',
  },
  grant: {
    side_all: 'All', side_used: 'What we use', side_provided: 'What we provide', one_resource: 'One resource only', one_org: 'One organisation only', consumer: 'Consumer', purpose_code: 'Purpose code', used_rows: 'Rows used', used_calls: 'Calls used',
    lead: 'Who may use what, how much has been used, and until when.', none: 'No grants yet', none_hint: 'When a request is agreed, its grant stands here.', none_here: 'Nobody uses it yet', none_here_hint: 'Agencies whose requests are agreed stand here; access can be revoked at any time.', details: 'Details', items: '{n} items', until: 'until {day}', used: '{calls} calls, {rows} rows so far',
    case: 'How it was agreed', call: 'Example call', revoke: 'Revoke', revoked: 'Grant revoked', revoke_title: 'Revoke the grant', revoke_text: 'Within a second {org} gets nothing more of “{code}”; answers under way are cut. It counts as a refusal and needs a reason and a legal basis.',
  },
  release: { lead: 'The catalogue is released at regular times under a number. Each release keeps all that stood, with its files; any two can be compared; the hashes of the files stand on the record.', release: 'Release', no: 'Release {n}', period: 'Period', extra: 'Out of turn', at: 'Released', entries: 'Entries', open_entries: 'Open entries', against: 'Against the one before', see: 'What changed', full: 'Full files', public: 'Public files', take: 'Download', by: 'By', clock: 'The schedule', making: 'Being made', make: 'Release now', make_about: 'Releases the catalogue as it stands, under the next number. The schedule goes on as before.', title: 'Note (optional; the public sees it)', made: 'Release {n} is out; its files are being made', next: 'next by schedule: {day}', skipped: '{period}: nothing changed, not released', none: 'No release yet', none_hint: 'The first comes with the next period; it can also be made now.', between: 'What changed from release {a} to {b}', whole: 'All of release {b}', before_first: 'Before release 1', from: 'From', to: 'to', county: 'County', all_regions: 'The whole city', count: '{n} in all', file: 'The changes (CSV)', same: 'Nothing changed between the two', added: 'Added', changed: 'Changed', retired: 'Taken off', versions: 'version {was} → {now}', field: 'What', was: 'Before', now: 'Now', item_added: 'Item added', item_gone: 'Item gone', nothing_told: 'What is shown of it did not change.', more: '{n} more differences: see the file.' },
  release_cycle: { monthly: 'Released monthly', quarterly: 'Released quarterly', half_yearly: 'Released half-yearly', yearly: 'Released yearly', never: 'Released when asked' },
  release_format: { csv: 'CSV', json: 'JSON', datapackage: 'Data package' },
  release_field: { org_name: 'Provider', name: 'Item name', type: 'Type', length: 'Length', precision: 'Decimals', key: 'Key', nullable: 'May be empty', code_set: 'Code set', description: 'Description', element: 'Data element', mask: 'Mask', collector: 'Collected by', reviewer: 'Reviewed by', share_law: 'Basis of sharing', share_level: 'Level of that basis', share_article: 'Article of that basis', open_law: 'Basis of opening', open_level: 'Level of that basis', open_article: 'Article of that basis', share_reason: 'Reason for sharing type', open_reason: 'Reason for open type' },
  change: { lead: 'When a law or an agency\'s function changes, the entries concerned follow within 15 working days of the change itself. Whether an update was sent in and passed, the platform sees by itself.', register: 'Register a change', what: 'What changed', event: 'Day of the change', event_hint: 'The day the law or the function itself changed, not of its registration; the term runs from it.', whom: 'Concerned', named_entries: 'Named entries', done: 'Progress', progress: '{done} of {of} done', late: 'Late', late_n: '{n} late', by: 'Registered by', at: 'Registered on', due: 'Due on', entries: 'Entries concerned', no_entries: 'No entries are concerned', none: 'No change has been registered', none_hint: 'Register here that a law or a function changed: each entry concerned becomes a case with its term.', happened: 'changed on {day}', term: 'Each entry concerned becomes a case: its agency updates it within 15 working days of the change.', instrument: 'Law, regulation or document', all_of_org: 'All entries of an agency', these_entries: 'These entries', codes: 'Codes, parted by blanks or lines', note: 'Note', registered: 'Registered; {n} entries are concerned' },
  change_ground: { law: 'A law or regulation changed', duty: 'The agency\'s function changed', open_type: 'The open type changes', correction: 'A correction of its own' },
  duplicate: { lead: 'Where several agencies collect the same, the authority names who collects it; the others get it by sharing. The platform compares items, titles and what key columns hold.', run: 'Compare now', running: 'Comparing…', ran: 'Compared: {n} new pairs', ask: 'Ask for coordination', asked: 'The authority has been asked', one: 'Entry', other: 'Other entry', score: 'Alike', items: 'Items', name: 'Title', values: 'Key values', source: 'Collector', found: 'Found on', none: 'Nothing is collected twice', none_hint: 'New entries are compared by themselves once published; you can also compare now.', code_one: 'Code of the entry', code_other: 'Code of the other entry', evidence: 'What is collected twice' },
  channel: {
    lead: 'The platform is the one exchange channel. Channels from before the measures are merged into it step by step; one built since is ordered closed.', register: 'Register a channel', registered: 'Registered', law: 'By Art. 7 no exchange channel may be built outside the platform. One from before 1 December 2022 is registered and gets a plan for its merge; the authority orders a later one closed.',
    route: 'Channel', ends: 'Ends', end_a: 'One end', end_b: 'The other end', end_hint: 'body and system', carries: 'Data carried', purpose: 'Purpose', built_on: 'Built on', built_hint: 'The day it was accepted or went into use.', org: 'Agency', merge_on: 'Merge date', late: 'Late', replaced_by: 'Replaced by', search: 'Search name, ends, data', only_open: 'Not merged yet', only_late: 'Late ones',
    left: '{n} channels are not merged yet, of {orgs} agencies', by_agency: 'By agency', none: 'No channel is registered', none_hint: 'Lines, interfaces or media by which your agency exchanges data outside the platform belong here.', entry_first: 'Name the entry that takes the place of this channel first.', no_grants: 'Your agency has no open grant on this entry: ask for sharing first.',
  },
  guidance: {
    lead: 'National, provincial, city and sector rules for cataloguing, grading, sharing and opening. Forms refer to them where they apply.', see: 'Rules: ', title: 'Title', number: 'Number', issuer: 'Issuer', level: 'Level', in_force: 'In force from', in_force_to: 'In force until', places: 'Applies to', link: 'Address', file: 'Document', file_hint: 'pdf, ofd, doc, docx, xlsx or txt of at most 8 MB, kept by the hash of its content.', notes: 'Notes',
    register: 'Register a rule', newer: 'Register a newer version', newer_short: 'Newer', change: 'Change where it applies', newer_note: 'A newer version of “{title}” ({number}), which it replaces from the day it is in force.', search: 'Search title, number, issuer', any_level: 'All levels', any_place: 'All places', with_ended: 'With ended ones', open_link: 'Read it', none: 'No rule fits', none_hint: 'Loosen the conditions; new rules are registered by the city’s operator or authority.',
  },
  guidance_level: { national: 'National', provincial: 'Provincial', city: 'City', sector: 'Sector' },
  guidance_state: { coming: 'Coming', in_force: 'In force', ended: 'Ended' },
  guidance_place: { entry: 'Cataloguing', form: 'Form', category: 'Category', items: 'Items', grade: 'Security grade', update_cycle: 'Update cycle', collection: 'Collection', share: 'Share type', open: 'Open type', request: 'Sharing requests', exchange: 'Exchange channels', quality: 'Data quality' },
  channel_count: { open: 'Not merged', existing: 'No plan', planned: 'Planned', checking: 'Checked', forbidden: 'Forbidden', late: 'Late', merged: 'Merged', closed: 'Closed' },
  duplicate_state: { open: 'Being coordinated', named: 'Collector named', switched: 'Switched to sharing', none: 'No duplicate' },
  negative: { search: 'Search titles, organisations, laws', official: 'The whole list (machine-readable CSV)', lead: 'What is shared on conditions or not at all, why, and under which law. Everything else is shared freely.', both: 'Both kinds', since: 'Listed on', review: 'Evaluated again', under_review: 'Being evaluated', none: 'The negative list is empty', none_hint: 'Entries shared on conditions or not at all stand here once reviewed.' },
  record: {
    take: 'Export (NDJSON, put on record)',
    lead: 'Every step of processing is a leaf of an append-only tree that anybody can verify.', kind: 'Kind', any: 'All', from: 'From', to: 'To', resource: 'Resource id', grant: 'Grant id', case: 'Case', principal: 'Person or system', org: 'Organisation id', outcome: 'Outcome', index: 'No.', at: 'Time', who: 'Who', what: 'What', about: 'About', amount: 'Amount', none: 'No records fit', none_hint: 'Widen the dates or the filters.',
  },
  record_kind: { sign_in: 'Sign-in', refusal: 'Refusal', release: 'Release', outcome: 'Outcome', admin_change: 'Accounts', key_change: 'Keys and tokens', catalogue_change: 'Catalogue', import: 'Import', export: 'Export', case_act: 'Case', grant_change: 'Grant', calendar: 'Calendar', open_data: 'Opening', backup: 'Backup', verify: 'Verification', clock_fault: 'Clock fault', erasure: 'Erasure', software: 'Program started' },
  record_act: { submit: 'submit', accept: 'accept', agree: 'agree', refuse: 'refuse', approve: 'approve', return: 'return', summarise: 'summarise', forward: 'forward', cancel: 'cancel', retire: 'retire', expire: 'expire', create: 'create', created: 'created', submitted: 'submitted', published: 'published', returned: 'returned', retired: 'retired', cancelled: 'cancelled', changed: 'changed', change: 'change', case_opened: 'case opened', revoke: 'revoke', open: 'open', close: 'close', suspend: 'suspend', resume: 'resume', batch_asked: 'batch asked', batch_live: 'batch live', batch_failed: 'batch failed', upload_complete: 'upload complete', upload_removed: 'upload removed', release: 'release', download: 'download', downloads: 'downloads together', import: 'import', element: 'element', sign_in: 'sign in', sign_out: 'sign out', second_factor_on: 'second factor on', second_factor_off: 'second factor off', second_factor_offered: 'second factor offered' },
  record_outcome: { ok: 'done', done: 'done', allowed: 'done', refused: 'refused', failed: 'failed', cut: 'cut off' },
  receipt: {
    paste: 'Receipt', hint: 'The Gongshu-Receipt header of an answer, or the leaf hash in it.', verify: 'Verify', busy: 'Verifying…', unreadable: 'That is not a whole receipt; it should read “origin;index;hash”.', good: 'Verified: this step stands in the record.', bad: 'Not verified: the computed root differs from the signed checkpoint.', place: 'Leaf {index} of {size}, {steps} steps to the root.', root: 'Root',
    signed_good: 'This browser checked the signature of the checkpoint, and it holds.', signed_bad: 'The checkpoint is not signed by the key below.', signed_unknown: 'This browser does not know Ed25519: the signature was not checked; gongshu verify can.', key: 'Key',
  },
  upload: {
    title: 'Bring data in', mode: 'How', mode_replace: 'Replace all', mode_append: 'Append', mode_upsert: 'Update by key', encoding: 'Encoding', header: 'First line', header_yes: 'is a header', header_no: 'is data', auto: 'Find out', drop: 'Choose a file, or drop it here', kinds: 'CSV, TSV, JSON Lines; any size; goes on after a cut', progress: 'Upload', waiting: 'The network is gone; this goes on by itself when it is back', may_leave: 'You may leave; choose the same file later to go on.',
    resumed: 'Went on from {size}', pause: 'Pause', unfinished: '“{name}” ({size}) was not finished: choose the file again to go on.', discard: 'Discard',
  },
  batch: {
    lines: 'Download the lines to correct', mend: 'Correct the data, leave the header, and send this file in with "append" (or "upsert" where there is a key).',
    list: 'Batches', none: 'No data yet', none_hint: 'Each row is checked against the items; good ones go live at once, bad ones are kept aside to be corrected.', progress: 'Loading', reading: '{rows} rows read, {done} of {total}', read: '{n} rows read', live: '{n} live', rejected: '{n} rejected', rejects: 'Download the rejects', problem: 'Problem', item: 'Item', count: 'Times', example: 'First in row',
    went_live: 'The new data is live: {n} rows', went_wrong: 'This batch was not taken; the earlier data stays', publish_first: 'Data can be brought in once the entry is published.',
  },
  batch_problem: {
    unclosed_quote: 'A quote that is never closed', nul_byte: 'A NUL byte: no text', field_too_long: 'One value longer than 1 MiB', row_too_long: 'One row longer than 4 MiB', too_many_columns: 'Too many columns',
    missing: 'Empty but required', not_integer: 'No integer', not_decimal: 'No number', not_date: 'No date', no_such_day: 'No such day', not_datetime: 'No date and time', not_boolean: 'Neither true nor false', not_geometry: 'No geometry', too_long: 'Too long', too_many_decimals: 'Too many decimals', out_of_range: 'Out of range', not_text: 'Characters that cannot be kept', bad_format: 'Not in the required form', bad_check_digit: 'Wrong check digit', repeated_key: 'Repeated key', column_count: 'Another number of columns', unknown_column: 'A field that is no item', stray_quote: 'A quote out of place', not_json: 'No JSON object', bad_character: 'Not in this encoding', empty_file: 'The file is empty', header_only: 'A header without rows', other_columns: 'Columns differ from the items',
  },
  resource: {
    title: 'Resource', provider: 'Provider', share: 'Sharing', open: 'Opening', items: 'Items', conditions: 'Conditions', changed: 'changed', rows: 'Rows', data_version: 'Data version', refreshed: 'Data updated', version: 'Version {n}', versions: 'Versions of the entry', tab_about: 'About', tab_items: 'Items', tab_data: 'Data and batches', tab_grants: 'Grants and use', tab_versions: 'Versions and history',
  },
  field: {
    title: 'Title', abstract: 'Abstract', code: 'Code', national_code: 'Catalogue code', org: 'Provider', form: 'Form', format: 'Format', theme: 'Domain', update_cycle: 'Updated', grade: 'Grade', keywords: 'Keywords', source_system: 'Source system', duty: 'Duty it serves', category: 'Category code', region: 'Division code', items: 'Items',
    collection_basis: 'Basis of collection', collection_scope: 'Scope of collection', collection_necessity: 'Necessity of collection', share_type: 'Sharing', share_conditions: 'Conditions of sharing', share_reason: 'Reason', share_basis: 'Legal basis', open_type: 'Opening', open_conditions: 'Conditions of opening', open_reason: 'Reason', open_basis: 'Legal basis',
  },
  entry: {
    guess_seen: '{filled} values, such as {example}', guess_empty: 'no values in this column; decide yourself',
    guess_about: '{fitting} of {filled} values fit, e.g. {example}', lead: 'Saves itself as you type. Starred fields are needed before review.', edit: 'Edit entry', view: 'View', save: 'Save', submit: 'Submit for review', saving: 'Saving…', saved: 'Saved', saved_here: 'Draft kept on this computer', not_saved: 'Not saved yet: see to what is marked first', submitted: 'Submitted for review', kept_as_draft: 'The case is open; papers are still missing', in_review: 'In review: it cannot be changed until it comes back or is approved.',
    what: 'What this data is', title_hint: 'The name of the data, not of a system; once only within your agency.', code_hint: 'Letters, digits, - and _; never changes. Left empty, the platform gives one.', keywords_hint: 'With blanks between.', collection: 'Basis of collection, category and more', propose: 'Propose items from a file', guessed: '{n} items are guesses from the file\'s content; check and confirm each.', confirm_all: 'Confirm all',
    share: 'Sharing', open: 'Opening', share_law: 'Conditions or refusal need a reason and a law or regulation', open_law: 'What need not be limited is open', state: 'Completeness', blocks: 'Needed before review', ready: 'Ready for review', all_there: 'All that is needed is there', doubts: 'Worth a look',
  },
  item: {
    name: 'Name', code: 'Code', type: 'Type', length: 'Length', key: 'Key', nullable: 'May be empty', format: 'Format', grade: 'Grade', mask: 'Proposed mask', code_set: 'Code set', element: 'Data element', description: 'Description', as_entry: 'As the entry', guessed: 'guess', confirm: 'Confirm', add: 'Add an item', up: 'Up', down: 'Down', none: 'No items yet', none_hint: 'Fill them in, or choose a file and let the platform propose them from its content.',
    name_of: 'Name of item {n}', code_of: 'Code of item {n}', type_of: 'Type of item {n}', length_of: 'Length of item {n}', precision_of: 'Decimals of item {n}', key_of: 'Item {n} is a key', nullable_of: 'Item {n} may be empty', format_of: 'Format of item {n}', remove_of: 'Remove item {n}', code_form: 'Begins with a small letter; small letters, digits and _ only', code_reserved: 'This code is reserved', code_twice: 'This code stands twice',
  },
  org: {
    lead: '{n} organisations', pick: 'Type part of a name', add: 'Register', change: 'Change', merge: 'Merge', close: 'Close', choose: 'Choose an organisation', choose_hint: 'They stand at the left by whom they belong to; search by name or credit code.', details: 'Details', people: 'People', entries: 'Entries', parent: 'Belongs to', into: 'Into', level: 'Level', kind: 'Kind', state: 'State',
    name: 'Name', short_name: 'Short name', code: 'Unified social credit code', region: 'Division code', unit: 'Responsible unit', person: 'Responsible person', officer: 'Chief data officer', phone: 'Telephone', close_text: 'Once “{name}” is closed, its people, keys and tokens cannot act any more.', merge_text: 'People, parts, keys and tokens of “{name}” all move to the chosen organisation.',
  },
  org_level: { city: 'City', county: 'County', town: 'Town', province: 'Province' },
  org_kind: { agency: 'Agency', authority: 'Authority', operator: 'Operator', department: 'Department', government: 'Government', other: 'Other' },
  org_state: { active: 'Active', merged: 'Merged', closed: 'Closed' },
  org_event: { create: 'Registered', created: 'Registered', change: 'Changed', changed: 'Changed', rename: 'Renamed', merge: 'Merged', merged: 'Merged', close: 'Closed', closed: 'Closed', absorb: 'Took another in' },
  user: {
    lead: 'System, security and audit administration are never held by one person.', add: 'New account', search: 'Name or account', role: 'Role', roles: 'Roles', any_role: 'All roles', one_org: 'One organisation', person: 'Name', org: 'Organisation', seen: 'Last seen', never: 'never', none: 'Nobody fits', reset: 'Reset password', reset_text: 'All sessions of “{name}” end; a one-time password is needed to sign in.',
    disable: 'Disable', enable: 'Enable', disable_text: '“{name}” is signed out at once and cannot sign in any more.', hand: 'Hand over', hand_text: 'Hands this person\'s cases and entries to a colleague of the same agency.', hand_to: 'To', secret: 'One-time password', secret_text: 'Give it to {name} by a safe way. Valid until {until}, shown only now.', exclusive: 'System, security and audit administrator exclude each other.',
  },
  account: {
    totp_is_on: 'On', totp_off: 'Turn off', totp_off_done: 'The second factor is off', must_change: 'This was a one-time password: set your own before you begin.', password: 'Change password', current: 'Current password', new: 'New password', again: 'New password again', differ: 'They differ', change: 'Change', password_changed: 'Password changed', totp: 'Second factor', totp_lead: 'Besides the password, six digits from an authenticator.', totp_begin: 'Set it up', totp_secret: 'Add this secret to your authenticator:', totp_open: 'Open in an authenticator here',
    recovery: 'The second factor is on. Keep these recovery codes; each works once:', tokens: 'Access tokens', token_name: 'Name', expires: 'Valid until', scopes: 'Scopes', make: 'Make a token', token_once: 'Shown only this once; keep it now:', no_tokens: 'No tokens yet', revoke: 'Revoke', revoked: 'revoked', revoke_text: 'Programs that use “{name}” lose access at once.',
  },
  key: {
    id: 'Key id',
    lead: 'Business systems sign their calls with a key. A second person approves each before it works.', add: 'Register a key', name: 'System', algorithm: 'Algorithm', public_key: 'Public key (PEM)', addresses: 'Addresses it may come from', addresses_hint: 'Addresses or blocks, parted by commas; empty: any.', anywhere: 'any', fingerprint: 'Fingerprint', none: 'No keys yet', none_hint: 'Make the pair in the system and register the public key here; the private key stays there.', asked: 'Registered; waits for approval', sure: '{act} “{name}”, at once.',
  },
  key_state: { asked: 'Waiting', active: 'In use', refused: 'Refused', revoked: 'Revoked', ended: 'Ended', replaced: 'Replaced' },
  scope: { data: 'data', catalogue: 'catalogue', upload: 'upload' },
  list: {
    columns: 'Columns', take: 'Export', taking: 'Exporting',
  },
  next: {
    returned: 'This was returned.', edit: 'Edit the entry', then_submit: 'Then come back here and submit it again.', draft: 'Not submitted yet: edit the entry, then submit it.', refused: 'You may ask again for another purpose or less.', again: 'Ask again', dispute: 'Who disputes the decision may bring it to the authority for coordination ({article}).', open: 'It is open: you can call it.', given: 'It is open to the applicant.', grants: 'Grant, use and how to call',
  },
  developers: {
    title: 'Developers', lead: 'Everything here can be read by programs. The examples run as they stand; the description below is the server\'s own and can\'t differ from it.', entrances: 'Ways in', entrance_open: 'Open data: find, look, download, query by row; no key.', entrance_data: 'Shared data: an agency\'s system reads what its grant says, masked, counted, on record.', entrance_api: 'Catalogue, loading, cases, grants: all that the console does.', entrance_record: 'The record: checkpoints, tree, proofs for anybody to check.', examples: 'Examples that run', way_open: 'Open data', way_open_about: 'Anybody may run these. To read page by page, send next_cursor back as it came.', way_token: 'Shared data · token', way_token_about: 'Make the token under “My account” in the console, with the scope for data; the purpose code stands with the grant.', way_signature: 'Shared data · signature', way_signature_about: 'Signed by RFC 9421, no call can be forged or replayed. Make a key with openssl genpkey -algorithm ed25519 -out key.pem, register its public half under “System keys” in the console, and have a second person agree.', manners: 'Manners', purpose: 'Purpose', purpose_about: 'Every call of /data/v1 carries Gongshu-Purpose, the grant\'s purpose code, and Gongshu-Matter where the grant asks for a file number.', signing: 'What is signed', signing_about: '{\'@\'}method, {\'@\'}authority, {\'@\'}path, {\'@\'}query, content-digest if there is a body, gongshu-purpose and gongshu-matter if sent; with created, expires (at most 120 s apart), nonce, keyid, tag="gongshu".', refusals: 'Refusals', refusals_about: 'application/problem+json: a stable code, detail in Chinese and detail_en in English, the article it rests on, the field at fault.', paging: 'Paging', paging_about: 'limit is at most 1,000; the last page has no next_cursor. Lists of entries, cases and the like carry an exact total; /data/v1 counts none.', formats: 'Formats', formats_about: '/data/v1 answers by Accept: a page of JSON, or a stream of text/csv or application/x-ndjson, which without limit gives all rows; when the grant is taken back the stream stops within a second.', receipts: 'Receipts', receipts_about: 'Each data call returns a Gongshu-Receipt that the record\'s page can verify.', limits: 'Limits', limits_about: 'RateLimit-* headers tell what is left; beyond it comes 429 with Retry-After, and nothing is released.', once: 'Once only', once_about: 'A POST may carry an Idempotency-Key: sent again within 24 hours it gets the same answer.', doors: 'All of the interface', find: 'Search addresses and descriptions', none: 'No such door', open_to_all: 'Open to everybody.', needs: 'Needs a session, token or signature with the capability {capability}.', parameter: 'Parameter', place: 'Where', type: 'Type', any_item: 'any item code', in_path: 'path', in_query: 'query', in_header: 'header', body: 'Body', reply: 'Answer', required: 'required', tag_data: 'Shared data', tag_portal: 'Open data', tag_record: 'Record', tag_ingest: 'Data in', tag_catalogue: 'Catalogue', tag_cases: 'Cases', tag_grants: 'Grants', tag_users: 'Users', tag_sign_in: 'Sign-in', tag_organisations: 'Organisations', tag_keys: 'System keys', tag_law: 'Rules and calendar', tag_pages: 'Pages', tag_operations: 'Operations', tag_tokens: 'Tokens', tag_notices: 'Notices',
  },
  portal: {
    brand: 'Gongshu', name: 'Yancheng Open Public Data', search_label: 'Search datasets', search_hint: 'Search data, e.g. bus stops, companies', rows: '{n} rows', updated: 'Updated',
    releases: { title: 'Catalogue releases', lead: 'The open catalogue is released at regular times under a number. Each release can be downloaded and any two compared; the hashes of the files stand on the record.', none_hint: 'The first comes with the next period.' },
    nav: { releases: 'Releases', developers: 'Developers', datasets: 'Datasets', record: 'Record', my: 'My centre', console: 'Console' },
    home: {
      title: 'Home', lead: 'Public data, for everyone to use', sub: 'What the agencies open by law: find it, look at it, download it or call it, free of charge.', count_datasets: 'datasets', count_rows: 'rows', count_interfaces: 'interfaces', count_orgs: 'agencies', count_downloads: 'downloads', domains: 'Opened first', domains_law: 'Article 29 of the measures', newest: 'Lately updated', used: 'Most downloaded in thirty days', used_n: '{n} downloads', none_yet: 'No dataset is open yet.', regions: 'By region',
      how: 'How to use it', take: 'Take it', take_text: 'Open data needs no account: download CSV or JSON, or call the interface.', ask: 'Who looked me up', ask_text: 'With a verified identity you see which bodies looked you up, when and what for.', need: 'Ask for data', need_text: 'What is open on conditions is applied for at the agency that holds it; it answers at once or within 10 working days.', prove: 'Prove it', prove_text: 'Every step has a receipt that your own browser can verify; you need to trust nobody.',
    },
    datasets: { title: 'Datasets', found: 'datasets', results: 'Results', none: 'No dataset fits', none_hint: 'Use fewer filters or other words. What is not open to all can be applied for at the agency that holds it (Article 27).', conditional: 'See what is open on conditions', on_time: 'on time', late: 'late', due: 'next due by {day}' },
    facet: { theme: 'Domain', org: 'Agency', region: 'Region', open_type: 'Opening', format: 'Format', update_cycle: 'Updated' },
    sort: { fit: 'Best fit', updated: 'Lately updated', rows: 'Size', title: 'Title' },
    dataset: {
      items: 'Items', preview: 'Preview', download: 'Download', api: 'API', about: 'About', back: 'Back to the list', updated: 'Data updated', next_due: 'Next update', rows: 'Rows', version: 'Data version', licence: 'Licence', code: 'Catalogue code', keywords: 'Keywords', cite: 'How to cite', citation_line: '{org}. {title} ({code}). Updated {day}. {url}', conditional_note: 'This data is open on conditions: apply and sign an agreement.', machine: 'For programs:',
      versions: 'Versions', version_no: 'Version', live_at: 'Live since', mode: 'How', brought: 'Rows brought', load: { replace: 'replaced', append: 'appended', upsert: 'updated by key' }, late: 'late', downloads: 'Downloads', times: '{n}', no_rows: 'No data yet', preview_note: 'The first {n} rows; sort by the headings.',
    },
    format: { csv_people: 'For spreadsheets', csv: 'Commas, UTF-8', json: 'One JSON array', ndjson: 'One JSON object a line', xlsx: 'Spreadsheet', xml: 'XML', rdf: 'RDF', geojson: 'Spatial data' },
    api: { item: 'Where', any: 'any', value: 'is', run: 'Run', no_key: 'No account and no key needed.', answer: 'Answer', language: 'Language', example: 'Example' },
    record: {
      title: 'Record', lead: 'Every step of processing goes into an append-only tree. The platform signs and publishes its root, so that anybody with a receipt can prove that a step was recorded and not changed since.', check: 'Verify a receipt', checkpoint: 'Latest checkpoint', size: 'Records', origin: 'Origin', root: 'Root', signed: 'Signed by', how: 'How it works',
      how1_title: 'Get a receipt', how1: 'Every answer carries one: origin, index and leaf hash.', how2_title: 'Get the path', how2: 'This page asks for the neighbouring hashes from the leaf to the root.', how3_title: 'Compute', how3: 'Your browser computes the root itself, whatever the platform says.', how4_title: 'Compare', how4: 'The same root as in the published checkpoint: it stands in the tree. Where the browser can, it checks the signature too, and says so where it cannot; hold the key against one you got elsewhere.',
    },
    my: { join: 'Make an account', kind: 'I am', join_hint: 'The operator verifies your identity before you can see who looked you up.', title: 'My centre', lead: 'See which bodies looked up your data. Needs an account with a verified identity.', sign_in: 'Sign in', who_looked: 'Who looked me up', when: 'When', org: 'Body', data: 'Data', purpose: 'What for', receipt: 'Receipt', none: 'Nobody has looked you up', none_hint: 'When a body looks up your data, it stands here with time and purpose.' },
    footer: { about: 'Kept by the public data operator. The data comes from the agencies, is open by law and free; name the source when you use it.', machines: 'For programs', law: 'Oversight', record: 'Verify the record', who_looked: 'Who looked me up' },
  },
}
export default en
