// The trust table, as data: the types and the run time both read THIS table.

/** How far the author of data is trusted (an integrity label after Biba, 1977), worst first. */
export const TRUST = ['zero', 'low', 'medium', 'high'] as const;

/** What the rules say to an action: go on, ask a person, or never. Worst first. */
export const VERDICTS = ['deny', 'ask', 'allow'] as const;

/** What a tool does to the world, one verb each, and the tier that the table judges. */
export const EFFECTS = {
  ingest: { tier: 'observe', does: 'reads outside content' },
  analyze: { tier: 'observe', does: 'computes' },
  report: { tier: 'observe', does: 'reports to its owner' },
  task: { tier: 'record', does: 'creates tasks' },
  draft: { tier: 'record', does: 'saves drafts' },
  log: { tier: 'record', does: 'logs events' },
  query: { tier: 'act', does: 'runs queries' },
  update: { tier: 'act', does: 'updates records' },
  send: { tier: 'act', does: 'sends messages' },
  execute: { tier: 'act', does: 'runs commands' },
} as const;

/** The one table: trust of the data behind an action, by tier of its effect. */
export const TABLE = {
  high: { observe: 'allow', record: 'allow', act: 'allow' },
  medium: { observe: 'allow', record: 'allow', act: 'ask' },
  low: { observe: 'allow', record: 'ask', act: 'ask' },
  zero: { observe: 'allow', record: 'deny', act: 'deny' },
} as const;

/** No role does both: an intake agent never acts, an action agent never ingests. */
export const ROLES = {
  intake: {
    title: 'an IntakeAgent',
    may: { ingest: true, analyze: true, report: true, task: true, draft: true, log: true },
  },
  action: {
    title: 'an ActionAgent',
    may: {
      analyze: true,
      report: true,
      task: true,
      draft: true,
      log: true,
      query: true,
      update: true,
      send: true,
      execute: true,
    },
  },
} as const;

/** Only these bring content in: `clear` content reaches the agent as it is, `ref` content stays behind a Ref. */
export const SOURCED = { ingest: 'clear', query: 'ref' } as const;

/** No trust lifts these verdicts: what runs commands always asks. */
export const FLOORS = { execute: 'ask' } as const;

export type TrustLevel = (typeof TRUST)[number];
export type Verdict = (typeof VERDICTS)[number];
export type Effect = keyof typeof EFFECTS;
export type Tier = (typeof EFFECTS)[Effect]['tier'];
export type Role = keyof typeof ROLES;
export type Sourced = keyof typeof SOURCED;
/** A seat is what a tool must fit: a role and a trust level. */
export type Seat = Role | TrustLevel;
