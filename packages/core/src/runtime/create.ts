// Making a runtime: options read, exposure announced, and for a first try the owner's desk beside it.
import type { AgentSpec } from '../agents/spec.js';
import { sha256 } from '../canonical.js';
import { labelOf } from '../content/label.js';
import { mustSuffice, suffices } from '../people/approvers.js';
import { Journal } from '../record/journal.js';
import { peopleOf } from '../review/approvals.js';
import { openDesk, type Desk } from '../review/desk.js';
import { readRuntimeOptions, type RuntimeOptions, type Settings } from './options.js';
import { Runtime } from './runtime.js';

/**
 * Makes a runtime. With `agents` alone it lives in memory, with keys made on the spot, and says so.
 *
 * @throws SallyportError `BAD_OPTION`, `BAD_TRUST_ROOT`, `NOT_AN_AGENT`, `DUPLICATE_NAME`, `UNKNOWN_AGENT`, `TEST_ONLY`.
 * @example
 * ```ts
 * import { createRuntime, IntakeAgent, type Message, type IntakeSession } from '@sallyport/core';
 *
 * class Reader extends IntakeAgent<'low'> {
 *   constructor() {
 *     super({ name: 'reader', trust: 'low', tools: [] });
 *   }
 *   protected async handle(message: Message, session: IntakeSession<'low'>) {
 *     await session.report(message.text);
 *   }
 * }
 * await using runtime = await createRuntime({ agents: [new Reader()] });
 * await runtime.idle();
 * ```
 */
export async function createRuntime(options: RuntimeOptions<Desk>): Promise<Runtime> {
  const settings = readRuntimeOptions(options);
  const journal = new Journal(settings);
  await mustHaveApprovers(settings, journal);
  const runtime = new Runtime(settings, journal);
  runtime.onClose(() => journal.ledger.close(journal.fold));
  await announce(settings, journal);
  if (settings.owner !== undefined) await reviewHere(runtime, settings, options);
  return runtime;
}

/** Where the TrustRoot has too few people, others may have been enrolled since. Throws `BAD_OPTION`. */
async function mustHaveApprovers({ agents }: Settings, journal: Journal): Promise<void> {
  const { keyring } = journal.fold;
  const specs = [...agents.values()].map(({ spec }) => spec);
  if (specs.every(({ approval }) => suffices(approval, peopleOf(keyring)))) return;
  await journal.catchUp();
  for (const { name, approval } of specs) mustSuffice(`'${name}'`, approval, peopleOf(keyring), true);
}

/** An agent that anybody may write to is worth a word to its owner, once (LIST-7). */
async function announce({ root, agents }: Settings, journal: Journal): Promise<void> {
  const open = [...agents.values()].filter(({ door }) => door.list.exposure === 'public');
  if (open.length === 0) return;
  for (const { spec } of open)
    process.emitWarning(
      `anybody may write to '${spec.name}': its allowlist is ${spec.patterns.join(', ')}`,
      'SallyportWarning',
    );
  const fresh = await Promise.all(
    open.map(async (one) => ((await journal.mail(idOf(one))) === undefined ? [one] : [])),
  );
  await journal.commit((draft) => {
    for (const { spec } of fresh.flat()) {
      const id = idOf({ spec });
      if (draft.fold.mails.has(id)) continue;
      const text = `Anybody may write to ${spec.name}: its allowlist is ${spec.patterns.join(', ')}.`;
      const content = draft.content({ from: spec.name, text }, labelOf(spec.name, 'high'));
      draft.add({ kind: 'message', id, from: spec.name, to: root.owner, text: content, material: [] });
    }
  });
}

/** The same exposure, the same id: it is announced once. */
const idOf = ({ spec: { name, patterns } }: { readonly spec: AgentSpec }): string =>
  sha256(`exposure\0${name}\0${patterns.join('\0')}`).slice(0, 32);

/** A first try: memory, keys made on the spot, and the desk in this same process. */
async function reviewHere(
  runtime: Runtime,
  { root, store, clock, owner }: Settings,
  { reviewer }: RuntimeOptions<Desk>,
): Promise<void> {
  process.emitWarning(
    'everything lives in memory, with keys made on the spot: createTrustRoot() and a store make it last',
    'SallyportWarning',
  );
  if (reviewer === undefined) return;
  const desk = await openDesk({ root, store, clock, person: owner! });
  const stop = new AbortController();
  const reviewing = reviewer.review(desk, { signal: stop.signal }).catch((error: unknown) => {
    if (!stop.signal.aborted)
      process.emitWarning(
        `the reviewer broke off: ${error instanceof Error ? error.message : String(error)}`,
        'SallyportWarning',
      );
  });
  // a first try ends with the person who tried it
  void reviewing.then(() => runtime.close());
  runtime.onClose(async () => {
    stop.abort();
    await reviewing;
  });
}
