// Named points: at each of them the process that comes by there dies, again and again, while the others go on.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENDS, faultPoints, type FaultPoint } from '../faults/points.js';
import type { Orders, Role } from '../house/orders.js';
import { Crew } from '../house/crew.js';
import { Fleet } from '../house/fleet.js';
import type { Plan } from '../house/house.js';
import { inPlace } from '../house/place.js';
import { openStore } from '../house/store.js';
import { inFolder, until } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';

/** A process that never comes by its point within this many milliseconds is a fault of ours. */
const LIMIT = 60_000;

export const points: Part = {
  name: 'points',
  what: `kill -9 at each of ${faultPoints.length} named points`,
  cycles: 20,
  run: async (context) => {
    const chosen = faultPoints.filter(({ inFile }) => !inFile || context.store === 'sqlite');
    const findings = await atPoints(context, chosen);
    const left = faultPoints.length - chosen.length;
    if (left > 0) findings.skipped.push(`${left} points inside of a file, which only SQLite has`);
    return findings;
  },
};

/** At these points, `cycles` times each. */
export async function atPoints(context: Context, chosen: readonly FaultPoint[]): Promise<Findings> {
  const findings = new Findings();
  await using fleet = await Fleet.build();
  for (const [at, point] of chosen.entries()) {
    if (Date.now() > context.until) {
      findings.skipped.push(`out of time: ${chosen.slice(at).map(({ name }) => name)}`);
      break;
    }
    findings.take(await inPlace(context, (folder) => house(context, { fleet, point, folder })));
    findings.add('points');
    context.tell(`${at + 1} of ${chosen.length}: ${point.name}`);
  }
  return findings;
}

interface Place {
  readonly fleet: Fleet;
  readonly point: FaultPoint;
  readonly folder: string;
}

async function house({ random, cycles, store }: Context, { fleet, point, folder }: Place): Promise<Findings> {
  const { name, role } = point;
  const crew = await Crew.start({ fleet, folder, store, roles: rolesAt(point), every: 120, plan: planAt(name) });
  for (let cycle = 0; cycle < cycles; cycle += 1) await dieAt(crew, point, random.between(1, 3));
  crew.restart(role);
  if (role === 'maker') await openAll(folder, crew.findings);
  return crew.rest(['intake', 'alice', 'executor']);
}

/** Once at each of these points, one after the other, in one house with everybody in it. */
export async function inOneHouse(store: Context['store'], chosen: readonly FaultPoint[]): Promise<Findings> {
  await using fleet = await Fleet.build();
  return await inFolder(async (folder) => {
    const roles = [...new Set<Role>(['intake', 'alice', 'executor', ...chosen.map(({ role }) => role)])];
    const crew = await Crew.start({ fleet, folder, store, roles });
    for (const point of chosen) {
      await dieAt(crew, point, 1);
      crew.restart(point.role);
    }
    return crew.rest();
  });
}

/** Whoever comes by at the point is started anew, with the trap in it, and dies there. */
async function dieAt(crew: Crew, { name, role, prelude }: FaultPoint, count: number): Promise<void> {
  // a renewal needs an effect that takes longer than a third of the lease
  const slow: Partial<Orders> = name.endsWith(' renew') ? { slow: 400 } : {};
  const die = async (point: string, nth: number): Promise<void> => {
    await crew.child(role).kill();
    const victim = crew.restart(role, { ...slow, fault: { point, nth } });
    const how = await until(async () => (victim.isOver ? await victim.ended : undefined), { ms: LIMIT });
    if (how === (ENDS[point] ?? 'SIGKILL')) crew.findings.add(`died ${point}`);
    else crew.findings.violation('broken', `nobody died at '${point}': ${how} ${victim.complaint}`);
  };
  if (prelude !== undefined) await die(prelude, 1);
  // what is looked after is there as often as somebody died before
  await die(name, prelude === undefined ? count : 1);
  crew.findings.add('kills at a point');
}

/** Those whom the point needs: everybody at once is what random kills are for. */
function rolesAt({ name, role }: FaultPoint): readonly Role[] {
  const asking: readonly Role[] = name.endsWith(' expire') ? ['hasty'] : ['intake'];
  if (role === 'intake') return asking;
  if (role === 'executor') return name.endsWith(' expire') ? [...asking, role] : [...asking, 'alice', role];
  return [...new Set<Role>([...asking, role])];
}

/** What leads to the point the shortest way. */
function planAt(name: string): Plan | undefined {
  const moment = name.slice(name.lastIndexOf(' ') + 1);
  if (moment === 'deny' || moment === 'withdraw' || moment === 'edit') return moment;
  return ['approve', 'consume', 'record', 'renew', 'recover'].includes(moment) ? 'send' : undefined;
}

/** Whatever a process leaves that is killed while it makes a store opens, and takes its first line. */
async function openAll(folder: string, findings: Findings): Promise<void> {
  for (const name of readdirSync(folder).filter((one) => one.startsWith('made-'))) {
    try {
      await using store = await openStore('sqlite', { folder: join(folder, name) });
      const { conflict } = await store.commit(0, () => ({ entries: [{ seq: 1, text: 'first' }] }));
      if (conflict !== undefined) findings.violation('broken', `${name}: it is not empty`);
    } catch (error) {
      findings.violation('broken', `${name} does not open: ${String(error)}`);
    }
  }
}
