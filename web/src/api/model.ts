/* The shapes of the public interface as the pages call them. They are made from
 * the schemas that the server answers by (types.ts, written by tool/tsgen.py with
 * every build): a page that reads what the server doesn't send is not built. */
import type * as T from './types'

export interface Listing<Row> {
  items: Row[]
  next_cursor: string | null
  total: number
  facets?: T.Facets
}

export type {
  Access, ActOffered, Batch, BatchProblem, Basis, CaseFile, CatalogueImport, Change, ChangeEntry, Completeness, CompletenessCheck, CompletenessEntry, CompletenessListed, Dataset, DatasetRow, Duplicate, DuplicateRun, Facet, Grant, Instrument, Item, Key, MyAccess, Negative, Notice, OpenRelease,
  Org, OrgEvent, PaperAsked, PortalSummary, Process, ProposedItem, Proposal, Quota, RecordLeaf, Release, ReleaseChange, ReleaseDifference, ReleaseFile, ReleaseSchedule, Resource, ResourceEvent, ResourceMade, ResourceRow, ResourceVersion,
  Session, Token, User as Person, Warning, Word,
} from './types'
export type { BulkDone, BulkItem, CaseActsDone, Reform, ReformCounts, ReformPreview, Remark } from './types'
export type { Asset, AssetAgency, AssetConfirmation } from './types'
export type { OpenPlanLine, PlanLine, PlanProgress } from './types'
export type { Coordination, Correction, CorrectionMended, Dispute } from './types'
export type { ActiveGrant, Demand, DemandMatch, NoticeOpen, SupplyRow, Channel, ChannelAgency, ChannelRow, Guidance, Similar, System, SystemRow, SystemUnlinked } from './types'
export type { InterfaceFailure, InterfaceKept, InterfaceListed, InterfaceTried } from './types'
export type { DatabaseKept, DatabaseSystems, DatabaseTable, DatabaseTables, DatabaseTested, Source, SourceRun } from './types'
export type { GradedItem, Grading, GradingCount, GradingEvidence, GradingItem, GradingRule, Pack, PackGrade } from './types'
export type { Late, LateSum, Monitored, OpenUse, Refusal, Use, UseWarning } from './types'
export type { Commitment, Scenario, ScenarioRow, Staff } from './types'
export type { Delivery, DeliveryBatch, DeliveryCopy, DeliveryDoubt, DeliveryFetch, DeliveryLeak, DeliveryMarks, Deposit, DepositTarget } from './types'
export type User = T.SessionUser
export type Code = T.Code
export type CodeSet = T.CodeSet
export type CodeVersion = T.CodeVersion
export type DataElement = T.Element
export type DataElementPage = T.ElementOne
export type DataElementVersion = T.ElementVersion
/** What an import of a table answers: codes and elements alike. */
export type TableImported = Partial<T.CodesImport> & Pick<T.ElementImport, 'accepted' | 'added' | 'changed' | 'wrong' | 'rejected'>
export type Term = T.CaseTerm
export type CaseEvent = T.CaseStep
export type ProcessRule = T.Rule

/** Who somebody is for: an id with the name it goes by. */
export type OrgRef = Pick<T.Org, 'id' | 'name'> & Partial<Pick<T.Org, 'level'>>
