// The points of the life of a message and a proposal at which a test lets the process die, and how a commit shows them.
import type { Id } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { isPerson, type TrustRoot } from '../people/trust-root.js';
import { isGrant, type Body, type Entry, type Signed, type Step } from '../record/body.js';
import type { EntryRow } from '../record/store.js';

/** What is written down, in the order of a life. `execute` is the tool's own run: between two of them. */
const MOMENTS = [
  'deliver',
  'order',
  'start',
  'call',
  'report',
  'ask',
  'edit',
  'approve',
  'deny',
  'withdraw',
  'consume',
  'execute',
  'record',
  'end',
  'expire',
  'recover',
] as const;
type Moment = (typeof MOMENTS)[number];

/**
 * Where a process dies. `before`: nothing of it is written. `after`: it is written, and nobody was told.
 *
 * | moment | what is written down |
 * |---|---|
 * | `deliver`, `order` | mail that came in; what a person writes or forwards to an agent |
 * | `start`, `end` | an agent begins with a message; it is done with it |
 * | `report`, `ask` | it reports to the owner; it, or a gate, asks a person |
 * | `edit`, `approve`, `deny`, `withdraw` | what a person does about that |
 * | `call`, `consume` | a call begins that needs nobody; what was approved begins |
 * | `execute` | nothing: `before` the tool ran, and `after` it has run |
 * | `record` | how the tool's run ended |
 * | `expire`, `recover` | a proposal's time is up; what a dead process had begun is looked after |
 */
export type CrashPoint = `${'before' | 'after'} ${Moment}`;

/** All of them, for `test.each(crashPoints)`. */
export const crashPoints: readonly CrashPoint[] = Object.freeze(
  MOMENTS.flatMap((moment) => [`before ${moment}`, `after ${moment}`] as const),
);

/** What a commit must hold for the process to die there, and whether it is written all the same. */
export interface Trigger {
  readonly at: readonly Moment[];
  readonly written: boolean;
}

/** Throws `BAD_OPTION` for a point that is none. */
export function triggerOf(point: CrashPoint): Trigger {
  if (!crashPoints.includes(point))
    throw new SallyportError(
      'BAD_OPTION',
      `crashAt(${quote(point)}): there is no such point; there are ${crashPoints.join(', ')}`,
    );
  if (point === 'before execute') return { at: ['call', 'consume'], written: true };
  if (point === 'after execute') return { at: ['record'], written: false };
  const [when, moment] = point.split(' ');
  // `as`: the two halves of a CrashPoint
  return { at: [moment as Moment], written: when === 'after' };
}

/** Reads what each commit of a test is about. */
export class Witness {
  readonly #people: ReadonlySet<Id>;
  readonly #mails = new Set<Id>();

  constructor(root: TrustRoot) {
    this.#people = new Set(root.principals.filter(isPerson).map(({ name }) => name));
  }

  /** The moments in a commit: perhaps several, perhaps none. */
  moments(entries: readonly EntryRow[]): readonly Moment[] {
    // `as`: our own runtime, gate or desk has just written it
    const records = entries.map(({ text }) => (JSON.parse(text) as Entry).record);
    const bodies = records.map(({ body }) => body);
    return records.flatMap((record) => this.#momentOf(record, bodies) ?? []);
  }

  #momentOf({ signer, body }: Signed, bodies: readonly Body[]): Moment | undefined {
    switch (body.kind) {
      case 'message':
        this.#mails.add(body.id);
        if (this.#people.has(body.to)) return 'report';
        return this.#people.has(signer) ? 'order' : 'deliver';
      case 'proposal':
        if (this.#people.has(signer)) return 'edit';
        return bodies.some((other) => other.kind === 'step' && other.of === body.id) ? undefined : 'ask';
      case 'decision':
        return body.items.flatMap((item) => (isGrant(item) ? [] : [item.answer]))[0];
      case 'stop':
        return 'withdraw';
      case 'step':
        return this.#mails.has(body.of) ? handlingMoment(body) : executionMoment(body, bodies);
      default:
        return undefined;
    }
  }
}

function handlingMoment({ to }: Step): Moment | undefined {
  if (to === 'started') return 'start';
  if (to === 'executed' || to === 'failed') return 'end';
  return to === 'pending' || to === 'interrupted' ? 'recover' : undefined;
}

function executionMoment({ of, to }: Step, bodies: readonly Body[]): Moment | undefined {
  if (to === 'executed' || to === 'failed') return 'record';
  if (to === 'expired') return 'expire';
  if (to === 'interrupted') return 'recover';
  if (to !== 'started') return undefined;
  const isNew = bodies.some((other) => other.kind === 'proposal' && other.id === of);
  const isAgain = bodies.some((other) => other.kind === 'step' && other.to === 'interrupted');
  return isNew ? 'call' : isAgain ? undefined : 'consume';
}
