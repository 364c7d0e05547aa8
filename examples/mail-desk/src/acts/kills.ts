// The same mail and the same person, and each of the three processes killed in the middle of it and started again.
import type { Desk } from '@sallyport/core';
import { chronicle } from '../chronicle.js';
import { difference } from '../claims.js';
import { MAIL_AGENT } from '../names.js';
import { keyOfArrived, keyOfAsked } from '../sent.js';
import { hire, type Employee } from '../staff.js';
import { setStage, type Cast, type Stage } from '../stage.js';
import { allEnded, allHandled, until } from '../until.js';
import { wishes } from './careful.js';

export interface Kills {
  /** Mails that the intake was in the middle of. */
  readonly broken: number;
  readonly executed: number;
  /** Nobody knows whether these left: a person is told, and nothing is sent again. */
  readonly interrupted: number;
}

/** `proposed`: the ids of what waited for a person when the intake was through, to be compared with a calm run. */
export async function kills(cast: Cast): Promise<Kills & { readonly proposed: readonly string[] }> {
  const stage = await setStage();
  const executor = hire('executor', stage.office);
  try {
    const broken = await killIntake(stage, cast);
    const proposed = (await stage.desk.pending()).map(({ id }) => id);
    await killDeskAndExecutor(stage, cast, executor);
    return { broken, proposed, ...(await claim(stage, cast)) };
  } finally {
    await executor.kill();
    await stage.close();
  }
}

async function killIntake({ desk, office }: Stage, { fixtures, say }: Cast): Promise<number> {
  const slow = hire('intake', office, '800');
  await slow.line('ready');
  await office.take(fixtures, 1);
  await until('the intake is in the middle of it', async () => {
    const states = await statesOf(desk);
    return states.includes('executed') && states.includes('started') ? true : undefined;
  });
  await slow.kill();
  const broken = (await statesOf(desk)).filter((state) => state === 'started').length;
  say(`kill      the intake, with ${broken} mails half read; started again`);
  const again = hire('intake', office);
  await allHandled(desk, fixtures.length);
  await again.dismiss();
  return broken;
}

const statesOf = async (desk: Desk): Promise<readonly string[]> =>
  (await desk.messages()).filter(({ to }) => to === MAIL_AGENT).map(({ state }) => state);

async function killDeskAndExecutor(stage: Stage, { say, claims, fixtures }: Cast, executor: Employee): Promise<void> {
  const { office, post } = stage;
  const { edit, skip } = wishes(fixtures);
  const first = hire('desk', office, edit, skip);
  await executor.line('ready');
  const shown = await first.line('showing');
  await first.kill();
  say('kill      the desk, with a proposal on its screen; started again');

  const held = post!.hold();
  const second = hire('desk', office, edit, skip);
  const again = await second.line('showing');
  claims.add(
    'GATE-6',
    'the desk is killed while it shows: the same proposal waits, and nothing was decided',
    shown === again,
  );
  const approved = await goOn(second, 'approve');
  await held;
  await executor.kill();
  post!.release();
  say('kill      the executor, with a mail on the wire that nobody has acknowledged; started again');

  const more = await goOn(second, 'done');
  const replacement = hire('executor', office);
  await allEnded(stage.desk, [...approved, ...more]);
  await replacement.dismiss();
}

/** Has the desk answer what it shows, until it says `last`. Resolves with the ids of what it approved. */
async function goOn(person: Employee, last: string): Promise<readonly string[]> {
  const approved: string[] = [];
  person.tell('go on');
  for (;;) {
    const line = await person.next();
    if (line.startsWith('approve ')) approved.push(line.slice('approve '.length));
    if (line.startsWith(last)) return approved;
    if (line.startsWith('showing')) person.tell('go on');
  }
}

async function claim(stage: Stage, { claims, say }: Cast): Promise<Pick<Kills, 'executed' | 'interrupted'>> {
  const { asked, verification } = await chronicle(stage);
  const arrived = stage.post!.arrived;
  const [executed, interrupted] = (['executed', 'interrupted'] as const).map((state) =>
    asked.filter((one) => one.state === state),
  );
  const once = new Set(arrived.map(({ id }) => id)).size === arrived.length;
  const unsure = arrived.map(keyOfArrived).filter((key) => !executed!.map(keyOfAsked).includes(key));
  const notices = await stage.desk.notices();
  say(`kill      ${executed!.length} mails sent once, ${interrupted!.length} interrupted and reported, none twice`);
  claims.add('GATE-4', 'no mail arrived twice', once);
  claims.add(
    'GATE-6',
    'what was approved while the executor was dead was sent when it came back',
    difference(
      arrived.map(keyOfArrived).filter((key) => !unsure.includes(key)),
      executed!.map(keyOfAsked),
    ),
  );
  claims.add(
    'GATE-6',
    'what it was in the middle of is not sent again',
    unsure.every((key) => interrupted!.map(keyOfAsked).includes(key)) && interrupted!.length > 0,
  );
  claims.add(
    'GATE-6',
    'and a person is told of each',
    interrupted!.every(({ id }) => notices.some((notice) => notice.id === id && notice.what.endsWith('interrupted'))),
  );
  claims.add('LOG-2', 'the journal of the killed processes is whole', verification.ok);
  return { executed: executed!.length, interrupted: interrupted!.length };
}
