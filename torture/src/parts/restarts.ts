// Restarts: the server of the store crashes and comes back at random moments, while every process of the house is at work on it.
import type { Server } from '../../../packages/store/src/postgres/server.fixture.js';
import { Crew, ROLES } from '../house/crew.js';
import { Fleet } from '../house/fleet.js';
import { look } from '../house/house.js';
import { inPlace } from '../house/place.js';
import { pause, until } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';

/** How many restarts one house sees. */
const PER_HOUSE = 20;
/** How long a house may take to go on behind a restart, in milliseconds. */
const PATIENCE = 60_000;

export const restarts: Part = {
  name: 'restarts',
  what: 'the server is shut down at once, or stopped, and started again at random moments, under processes of every kind',
  cycles: 200,
  needs: { store: 'postgres', why: 'it restarts the server of a store' },
  run: async (context) => {
    const findings = new Findings();
    const { server } = context;
    if (server === undefined) throw new Error('restarts need a server');
    await using fleet = await Fleet.build();
    for (let done = 0; done < context.cycles; done += PER_HOUSE) {
      if (Date.now() > context.until) {
        findings.outOfTime(context.cycles - done, 'restarts');
        break;
      }
      const cycles = Math.min(PER_HOUSE, context.cycles - done);
      findings.take(await inPlace(context, (folder) => house({ ...context, cycles }, { fleet, server, folder })));
      context.tell(`${done + cycles} of ${context.cycles} restarts`);
    }
    return findings;
  },
};

interface Place {
  readonly fleet: Fleet;
  readonly server: Server;
  readonly folder: string;
}

async function house(context: Context, { fleet, server, folder }: Place): Promise<Findings> {
  const { random, cycles, store } = context;
  const crew = await Crew.start({ fleet, folder, store, roles: ROLES, restless: true });
  await goesOn(context, { crew, folder });
  for (let restart = 0; restart < cycles; restart += 1) {
    await pause(random.between(0, 400));
    const how = random.chance(0.8) ? 'crash' : 'stop';
    await server.down(how);
    await pause(random.between(0, 300));
    await server.start();
    crew.findings.add(how === 'crash' ? 'crashes of the server' : 'stops of the server');
    await goesOn(context, { crew, folder });
  }
  return crew.rest();
}

/** Waits until something new has been decided: what crashes next crashes under processes that are at work again. */
function goesOn({ store: kind }: Context, { crew, folder }: { readonly crew: Crew; readonly folder: string }) {
  return look({ kind, folder }, async ({ store }) => {
    let after = 0;
    const decisions = async (): Promise<number> => {
      const rows = await store.entries(after, 1_000_000);
      after += rows.length;
      return rows.filter(({ text }) => text.includes('"kind":"decision"')).length;
    };
    await decisions();
    const isAtWork = async (): Promise<true | undefined> => ((await decisions()) > 0 ? true : undefined);
    if ((await until(isAtWork, { ms: PATIENCE, every: 50 })) !== true)
      crew.findings.violation('broken', 'nobody decides anything any more behind a restart of the server');
  });
}
