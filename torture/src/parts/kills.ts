// Random kills: processes of every kind at work on one store, and each of them killed again and again at no particular moment.
import { Crew, ROLES } from '../house/crew.js';
import { Fleet } from '../house/fleet.js';
import { inPlace } from '../house/place.js';
import { pause } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';

/** How many kills one house sees: its history stays short, so that a start costs a moment. */
const PER_HOUSE = 25;

export const kills: Part = {
  name: 'kills',
  what: 'kill -9 at random moments: the reader, the executor, the gate and both people, all on one store',
  cycles: 500,
  run: async (context) => {
    const findings = new Findings();
    await using fleet = await Fleet.build();
    for (let done = 0; done < context.cycles; done += PER_HOUSE) {
      if (Date.now() > context.until) {
        findings.outOfTime(context.cycles - done, 'kills');
        break;
      }
      const count = Math.min(PER_HOUSE, context.cycles - done);
      findings.take(await inPlace(context, (folder) => house({ ...context, cycles: count }, fleet, folder)));
      context.tell(`${done + count} of ${context.cycles} kills`);
    }
    return findings;
  },
};

async function house({ random, cycles, store }: Context, fleet: Fleet, folder: string): Promise<Findings> {
  const crew = await Crew.start({ fleet, folder, store, roles: ROLES });
  await pause(200);
  for (let kill = 0; kill < cycles; kill += 1) {
    const role = random.pick(ROLES);
    const victim = crew.child(role);
    await victim.ready;
    await pause(random.between(0, 250));
    if (random.chance(0.2)) {
      // told to stop, it is closing: and is killed at that
      victim.signal('SIGTERM');
      await pause(random.between(0, 40));
      crew.findings.add('killed while closing');
    }
    await victim.kill();
    crew.findings.add('kills');
    crew.restart(role);
  }
  return crew.rest();
}
