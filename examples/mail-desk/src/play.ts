// The whole run: the desk with a person at it, or with her script and everything else that can be tried on it.
import { attended } from './acts/attended.js';
import { breakIn } from './acts/break-in.js';
import { careful } from './acts/careful.js';
import { control } from './acts/control.js';
import { kills } from './acts/kills.js';
import { plainForward } from './acts/plain-forward.js';
import { tired } from './acts/tired.js';
import type { Chronicle } from './chronicle.js';
import { Claims, difference } from './claims.js';
import { loadFixtures } from './fixtures.js';
import type { Flags } from './flags.js';
import { loadedBy } from './loaded.js';
import { MAIL_AGENT } from './names.js';
import { outcomes } from './outcome.js';
import { ownOutlet } from './outlet.js';
import { mailsIn } from './read-mails.js';
import { mindOf } from './real-model.js';
import { hireWatched } from './staff.js';
import { setStage, type Cast, type Say, type Stage } from './stage.js';
import { totalsOf, type Acts, type Main, type Summary } from './summary.js';

export interface House {
  /** Is there a person at a terminal? */
  readonly person: boolean;
  readonly say: Say;
  /** Where her screens go. */
  readonly screen: NodeJS.WriteStream;
}

/** Plays what was asked for. Throws `Usage` for what cannot be done. */
export async function play(flags: Flags, { person, say, screen }: House): Promise<Summary> {
  const mind = await mindOf();
  const cast: Cast = { fixtures: await loadFixtures(), claims: new Claims(), say, mind, screens: flags.screens };
  const played = person ? await withPerson(flags, cast, screen) : await withScript(flags, cast);
  const { claims } = cast;
  return { ok: claims.broken.length === 0, model: mind.name, ...played, claims: claims.all };
}

async function withPerson(flags: Flags, cast: Cast, screen: NodeJS.WriteStream): Promise<Main & Acts> {
  const outlet = flags.smtp === undefined ? undefined : ownOutlet(flags.smtp, flags.from);
  const mails = flags.mail === undefined ? cast.fixtures : await mailsIn(flags.mail);
  const main = await onStage({ dir: flags.dir, outlet }, cast, async (stage) => {
    await stage.office.take(mails, 1);
    const { review, port } = flags;
    return mainOf(stage, await attended(stage, cast, { review, port, output: screen }));
  });
  return flags.all ? { ...(await withScript({ dir: undefined }, cast)), ...main } : main;
}

async function withScript({ dir }: Pick<Flags, 'dir'>, cast: Cast): Promise<Main & Acts> {
  if (!cast.mind.isWorstCase) {
    cast.say('the desk alone: the other acts are about numbers, which only the worst-case model gives each time');
    return (await theDesk({ dir }, cast)).played;
  }
  // two offices, at the same time; what is said of the second one can wait
  const later: string[] = [];
  const [{ played, proposed }, killed] = await Promise.all([
    theDesk({ dir }, cast, async (stage) => ({
      tired: await tired(stage, cast),
      forward: await plainForward(stage, cast),
      breakIn: await breakIn(stage, cast),
    })),
    kills({ ...cast, say: (line) => void later.push(line) }),
  ]);
  for (const line of later) cast.say(line);
  const { proposed: again, ...facts } = killed;
  const says = 'the intake is killed while it reads: the same proposals are there as without, none twice';
  cast.claims.add('GATE-6', says, difference(again, proposed));
  return { ...played, kills: facts };
}

/** The main act, and whatever is tried on the same desk afterwards. `proposed`: the ids of what the mail agent asked for. */
async function theDesk(
  own: Pick<Flags, 'dir'>,
  cast: Cast,
  more: (stage: Stage) => Promise<Acts> = async () => ({}),
): Promise<{ readonly played: Main & Acts; readonly proposed: readonly string[] }> {
  let proposed: readonly string[] = [];
  const played = await onStage(own, cast, async (stage) => {
    const without = await control(cast);
    const { story, done } = await careful(stage, cast);
    proposed = proposedIn(story);
    return { ...mainOf(stage, story, done), control: without, ...(await more(stage)) };
  });
  return { played, proposed };
}

/** Furnishes an office and starts its processes; whatever happens there, they end with it. */
async function onStage(
  own: Parameters<typeof setStage>[0],
  cast: Cast,
  act: (stage: Stage) => Promise<Main & Acts>,
): Promise<Main & Acts> {
  const stage = await setStage(own);
  const staff = [hireWatched('intake', stage.office), hireWatched('executor', stage.office)];
  try {
    await Promise.all(staff.map((one) => one.line('ready')));
    const played = await act(stage);
    await Promise.all(staff.map((one) => one.dismiss()));
    return { ...played, intake: await claimLoaded(stage, cast) };
  } finally {
    await Promise.all(staff.map((one) => one.kill()));
    await stage.close();
  }
}

function mainOf({ post }: Stage, story: Chronicle, done?: number): Main {
  const { entries, ok } = story.verification;
  return {
    mails: outcomes(story),
    totals: totalsOf(story, done),
    journal: { entries, ok },
    arrived: [...(post?.arrived ?? [])],
  };
}

const proposedIn = ({ asked }: Chronicle): readonly string[] =>
  asked.filter(({ requester, state }) => requester === MAIL_AGENT && state !== 'refused').map(({ id }) => id);

/** The executor's process is looked at as well: a look that finds nothing there would find nothing anywhere. */
async function claimLoaded(
  { office }: Stage,
  { claims }: Cast,
): Promise<{ readonly modules: number; readonly sending: readonly string[] }> {
  const [intake, executor] = [await loadedBy('intake', office), await loadedBy('executor', office)];
  const found = intake.sending.join(' ');
  claims.add('MAIL-2', 'no code that can send was ever loaded in the intake process', found === '' ? true : found);
  claims.add('MAIL-2', "and the same look finds it in the executor's", executor.sending.length > 0);
  return intake;
}
