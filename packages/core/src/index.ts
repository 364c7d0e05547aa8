// The face of @sallyport/core. A new line here is an API decision.
export { ActionAgent, type ActionOptions } from './agents/action-agent.js';
export { converse, type ConverseOptions } from './agents/converse.js';
export type { Caps } from './agents/host.js';
export { IntakeAgent, type IntakeOptions } from './agents/intake-agent.js';
export type { Memory } from './agents/memory.js';
export type { Asking, Model, ModelCall, ModelTool, Reply, Turn } from './agents/model.js';
export {
  planFrom,
  type ArgumentData,
  type DataStep,
  type FromStep,
  type NamedTool,
  type PlanData,
  type PlanOptions,
  type StepData,
} from './agents/plan-data.js';
export { planWith, type Planner } from './agents/plan-with.js';
export type { Quarantine } from './agents/read.js';
export { readWith } from './agents/read-with.js';
export type { ActionSession, Forwarded, IntakeSession, Message, Order, Rest, Unrefed } from './agents/session.js';
export type { AgentOptions, AgentRules } from './agents/spec.js';
export {
  among,
  anything,
  step,
  type Among,
  type AnyPlanStep,
  type Picked,
  type Pinned,
  type PinnedArgs,
  type PlanStep,
} from './agents/step.js';
export type { Policy, PolicyFacts } from './agents/verdict.js';
export type { Hash, Id, Json } from './canonical.js';
export { systemClock, type Clock, type Duration } from './clock.js';
export type { Content } from './content/content.js';
export type { Label } from './content/label.js';
export type { Ref } from './content/ref-type.js';
export {
  CODES,
  GateDenied,
  GateError,
  GateExpired,
  GateInterrupted,
  GateWaiting,
  GateWithdrawn,
  SallyportError,
  ToolFailed,
  type ErrorCode,
  type ErrorFacts,
} from './errors.js';
export type { Found, Hit, Search, SearchOptions } from './history/finder.js';
export { History, openHistory, type HistoryOptions } from './history/history.js';
export type { HistoryQuery } from './history/query.js';
export { reindex, type Reindexed, type ReindexOptions } from './history/reindex.js';
export type { Snippet } from './history/snippet.js';
export type { EventMap, EventName } from './events.js';
export type { Channel, Delivery } from './mail/channel.js';
export type { Evidence } from './people/evidence.js';
export { signerOf, type SecretKey, type Signer } from './people/key.js';
export type { ApprovalOptions } from './people/approvers.js';
export type { Contact, Kind, Passkey, Principal, PublicKey } from './people/principal.js';
export { createTrustRoot, type TrustRoot, type TrustRootJson, type TrustRootOptions } from './people/trust-root.js';
export type { Answer, Decision, Entry, Head, Letter, Proposal, Signed, State, Step } from './record/body.js';
export type { Fault, Folded } from './record/standing.js';
export { DOC_KINDS, type DocKind } from './record/store.js';
export { verifyJournal, type Verification, type VerifyOptions } from './archive/verify.js';
export type { Act } from './review/act.js';
export type { Verdicts } from './review/approval.js';
export { Desk, openDesk, type DeskOptions } from './review/desk.js';
export type { EnrolledPrincipal, NewPerson } from './review/enrol.js';
export type { Granting, GrantLimits, GrantScope, StandingGrant } from './review/grants.js';
export type { Forward } from './review/own-words.js';
export { HumanGate, type Guarded, type GuardSpec } from './review/gate.js';
export type { AskOptions, GateOptions, GuardContext, Release } from './review/gate-options.js';
export type { FrozenAgent } from './review/frozen.js';
export type { ReviewItem, ReviewPart } from './review/item.js';
export type { DeskMessage, Notice, Unfinished } from './review/reading.js';
export { createRuntime } from './runtime/create.js';
export type { AnyAgent, Reviewer, RuntimeOptions } from './runtime/options.js';
export { Runtime } from './runtime/runtime.js';
export { contract } from './tools/contract.js';
export { classify } from './tools/classify.js';
export type { Bounds } from './tools/bounds.js';
export { oneOf, only } from './tools/only.js';
export { tool, type RunContext } from './tools/tool.js';
export { EFFECTS, ROLES, TABLE, TRUST, type Effect, type Role, type TrustLevel, type Verdict } from './trust.js';
