// The audit: what must hold of a house, whatever was killed in it. It reads the journal's bare lines and the world outside, not the fold.
import { verifyJournal, type Desk, type Entry, type ReviewItem, type State } from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import { until } from '../lib/folder.js';
import { Findings } from '../lib/part.js';
import { enter, look } from './house.js';
import { openStore, type StoreKind } from './store.js';
import { World, type Acknowledged, type Effect } from './world.js';

/** What the lines of the journal say of one proposal, in their order. */
interface Story {
  readonly seq: number;
  readonly requester: string;
  readonly executor: string;
  readonly expires: number;
  readonly decisions: { readonly seq: number; readonly by: string; readonly answer: string; readonly digest: string }[];
  readonly steps: { readonly seq: number; readonly at: number; readonly to: State }[];
  readonly stops: { readonly seq: number; readonly by: string }[];
}
interface Told {
  readonly stories: ReadonlyMap<string, Story>;
  readonly messages: ReadonlySet<string>;
}

const PEOPLE = new Set(['alice', 'bob']);
/** Nothing is still to happen of its own accord. */
const SETTLED: ReadonlySet<State> = new Set([
  'executed',
  'failed',
  'interrupted',
  'denied',
  'expired',
  'withdrawn',
  'replaced',
  'revoked',
  'rejected',
  'refused',
]);

/** Audits a house whose processes have come to rest. `place`: where its store is, if not among its notes. */
export async function audit(kind: StoreKind, folder: string, place = folder): Promise<Findings> {
  const findings = new Findings();
  const { root } = enter(folder);
  {
    await using store = await openStore(kind, { folder: place });
    const verified = await verifyJournal({ root, store });
    if (!verified.ok) findings.violation('broken', `verifyJournal: ${JSON.stringify(verified)}`);
    // nobody can be asked about a journal that is not one
    if (verified.broken !== undefined) return findings;
  }
  return look({ kind, folder, place }, async ({ store, desk }) => {
    const world = new World(folder);
    const told = await read(store);
    const items = new Map<string, ReviewItem>();
    for (const id of told.stories.keys()) items.set(id, await desk.item(id));
    checkAcknowledged(findings, world.acknowledged(), told, items);
    checkEffects(findings, world.effects(), told, items);
    await checkShown(findings, desk, items);
    findings.add('proposals', told.stories.size);
    findings.add('effects', world.effects().length);
    return findings;
  });
}

/** Waits until nothing in the house goes on any more; false when it still does after `ms`. */
export function comesToRest(kind: StoreKind, folder: string, ms: number): Promise<boolean> {
  return look({ kind, folder }, async ({ store, desk }) => {
    const settled = new Set<string>();
    const isAtRest = async (): Promise<true | undefined> => {
      // messages first: what one of them has had proposed is there once it is over
      const messages = await desk.messages();
      if (messages.some(({ state }) => state === 'pending' || state === 'started')) return undefined;
      for (const id of (await read(store)).stories.keys()) {
        if (settled.has(id)) continue;
        const { state } = await desk.item(id);
        if (!SETTLED.has(state)) return undefined;
        settled.add(id);
      }
      return true;
    };
    return (await until(isAtRest, { ms, every: 100 })) === true;
  });
}

async function read(store: Store): Promise<Told> {
  const stories = new Map<string, Story>();
  const messages = new Set<string>();
  for (const { seq, text } of await store.entries(0, 1_000_000)) {
    // `as`: nobody but the house wrote it, and verifyJournal says whether that is so
    const { record } = JSON.parse(text) as Entry;
    const { body, signer, at } = record;
    if (body.kind === 'message') messages.add(body.id);
    if (body.kind === 'proposal') {
      const { id, requester, executor, expires } = body;
      stories.set(id, { seq, requester, executor, expires, decisions: [], steps: [], stops: [] });
    }
    if (body.kind === 'decision')
      for (const item of body.items) {
        if (!('proposal' in item)) continue;
        const { proposal, answer, digest } = item;
        stories.get(proposal)?.decisions.push({ seq, by: signer, answer, digest });
      }
    if (body.kind === 'step') stories.get(body.of)?.steps.push({ seq, at, to: body.to });
    if (body.kind === 'stop') stories.get(body.target)?.stops.push({ seq, by: signer });
  }
  return { stories, messages };
}

/** What somebody was told is so, is so. */
function checkAcknowledged(
  findings: Findings,
  all: readonly Acknowledged[],
  { stories, messages }: Told,
  items: ReadonlyMap<string, ReviewItem>,
): void {
  const lost = (one: Acknowledged, why: string): void =>
    findings.violation('lost', `${one.by} was told that ${one.id || one.n} is ${one.what}: ${why}`);
  for (const one of all) {
    const story = stories.get(one.id);
    switch (one.what) {
      case 'delivered':
      case 'ordered':
        if (!messages.has(one.id)) lost(one, 'there is no such message');
        break;
      case 'proposed':
        if (story === undefined) lost(one, 'there is no such proposal');
        break;
      case 'approved':
      case 'denied': {
        findings.add('acknowledged decisions');
        const answer = one.what === 'approved' ? 'approve' : 'deny';
        const isThere = story?.decisions.some((decision) => decision.by === one.by && decision.answer === answer);
        if (isThere !== true) lost(one, 'the journal has no such decision');
        if (one.digest !== items.get(one.id)?.digest) findings.violation('other bytes', `${one.id}: another digest`);
        if (one.what === 'denied' && items.get(one.id)?.state !== 'denied') lost(one, 'it is not denied');
        break;
      }
      case 'withdrawn':
        findings.add('acknowledged decisions');
        if (!story?.stops.some(({ by }) => by === one.by)) lost(one, 'the journal has no such stop');
        if (!['withdrawn', 'revoked'].includes(items.get(one.id)?.state ?? '')) lost(one, 'it is not stopped');
        break;
      case 'edited':
        findings.add('acknowledged decisions');
        if (items.get(one.id)?.state !== 'replaced') lost(one, 'it is not replaced');
        break;
      case 'ended':
    }
  }
}

/** What has happened was approved, whole, by a person, before; and once. */
function checkEffects(
  findings: Findings,
  effects: readonly Effect[],
  { stories }: Told,
  items: ReadonlyMap<string, ReviewItem>,
): void {
  for (const [key, done] of groupOf(effects)) {
    const story = stories.get(key);
    const item = items.get(key);
    if (story === undefined || item === undefined) {
      findings.violation('not approved', `${key}: an effect of a proposal that nobody made`);
      continue;
    }
    const starts = story.steps.filter(({ to }) => to === 'started');
    const allowed = done[0]!.tool === 'put_note' ? starts.length : 1;
    if (done.length > Math.min(allowed, starts.length))
      findings.violation(
        'started twice',
        `${key}: ${done.length} effects, ${starts.length} starts (${item.tool.name})`,
      );
    if (!isApproved(story, item, starts[0]?.seq ?? 0)) findings.violation('not approved', `${key}: ${item.state}`);
    if (starts.some(({ at }) => at >= story.expires))
      findings.violation('not approved', `${key}: it started after its time`);
    for (const { to, body } of done)
      if (partOf(item, 'to') !== to || partOf(item, 'body') !== body)
        findings.violation('other bytes', `${key}: ${to}, ${body}`);
  }
  for (const [id, { state }] of items) {
    const done = effects.filter(({ key }) => key === id).length;
    if (state === 'executed' && done === 0) findings.violation('lost', `${id}: executed, and nothing has happened`);
  }
}

/** By a person, over these bytes, before it started; or the executor's own call under a person's order, which needs nobody. */
function isApproved({ decisions, requester, executor, stops }: Story, item: ReviewItem, start: number): boolean {
  if (stops.some(({ seq }) => seq < start)) return false;
  if (requester === executor && requester === 'executor_agent') return item.message?.trust === 'high';
  const counting = decisions.filter(({ by, digest }) => PEOPLE.has(by) && digest === item.digest);
  return counting[0]?.answer === 'approve' && counting[0].seq < start;
}

/** Of what was interrupted a person is told; and nothing that has started is left without an end. */
async function checkShown(findings: Findings, desk: Desk, items: ReadonlyMap<string, ReviewItem>): Promise<void> {
  const shown = new Set((await desk.notices()).map(({ id }) => id));
  for (const [id, { state }] of items) {
    if (!SETTLED.has(state)) findings.violation('not shown', `${id}: it is ${state}, and nobody goes on with it`);
    if (state !== 'interrupted') continue;
    findings.add('unknown outcomes shown');
    if (!shown.has(id)) findings.violation('not shown', `${id}: interrupted, and no notice says so`);
  }
  for (const { id, state } of await desk.messages()) {
    if (state !== 'interrupted') continue;
    findings.add('handlings shown as broken off');
    if (!shown.has(id)) findings.violation('not shown', `${id}: a handling broke off, and no notice says so`);
  }
}

function groupOf(effects: readonly Effect[]): ReadonlyMap<string, readonly Effect[]> {
  const groups = new Map<string, Effect[]>();
  for (const effect of effects) groups.set(effect.key, [...(groups.get(effect.key) ?? []), effect]);
  return groups;
}

const partOf = (item: ReviewItem, name: string): unknown => item.parts.find((part) => part.name === name)?.value;
