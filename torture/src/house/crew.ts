// A crew: every role of a house at work at once. Whoever is killed is started again; in the end all come to rest and are audited.
import { ENDS } from '../faults/points.js';
import { Findings } from '../lib/part.js';
import { audit, comesToRest } from './audit.js';
import type { Orders, Role } from './orders.js';
import type { Child, Fleet } from './fleet.js';
import { furnish, type Plan } from './house.js';
import { openStore, type StoreKind } from './store.js';

export interface CrewOptions {
  readonly fleet: Fleet;
  readonly folder: string;
  readonly store: StoreKind;
  readonly roles: readonly Role[];
  /** How long they wait between two mails, in milliseconds. Unsaid: 60. */
  readonly every?: number;
  /** The one plan of which all mails are. */
  readonly plan?: Plan | undefined;
  /** The store goes away now and then. */
  readonly restless?: boolean;
}
export const ROLES = ['intake', 'hasty', 'executor', 'gate', 'alice', 'bob'] as const satisfies readonly Role[];
/** How long a house may take to come to rest, in milliseconds. */
const PATIENCE = 90_000;

export class Crew {
  readonly #options: CrewOptions;
  readonly #children = new Map<Role, Child>();
  readonly findings = new Findings();

  private constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** Furnishes the house and starts everybody. */
  static async start(options: CrewOptions): Promise<Crew> {
    furnish(options.folder);
    await (await openStore(options.store, { folder: options.folder })).close();
    const crew = new Crew(options);
    await Promise.all(options.roles.map((role) => crew.restart(role).ready));
    return crew;
  }

  child(role: Role): Child {
    const child = this.#children.get(role);
    if (child === undefined) throw new Error(`nobody here is '${role}'`);
    return child;
  }

  restart(role: Role, more: Partial<Orders> = {}): Child {
    const { fleet, folder, store, every = 60, plan, restless = false } = this.#options;
    const child = fleet.start({ slow: 20, every, restless, ...(plan && { plan }), ...more, role, folder, store });
    this.#children.set(role, child);
    // a process that dies by itself, without having been told to, is a fault of the house
    void child.ended.then((how) => {
      const planned: unknown[] = ['SIGKILL', 'SIGTERM', 0, ENDS[child.orders.fault?.point ?? '']];
      if (!planned.includes(how))
        this.findings.violation('broken', `the process '${role}' ended (${how}): ${child.complaint.slice(-2_000)}`);
    });
    return child;
  }

  /** Feeds nobody any more, waits until nothing goes on, ends everybody, and audits. `also`: who is needed for that. */
  async rest(also: readonly Role[] = []): Promise<Findings> {
    const { folder, store } = this.#options;
    const roles = [...new Set([...this.#options.roles, ...also])];
    for (const role of roles) if (this.#children.get(role)?.isOver !== false) this.restart(role);
    await Promise.all(roles.map((role) => this.child(role).ready));
    for (const role of roles) this.child(role).tell('no more');
    const rests = await comesToRest(store, folder, PATIENCE);
    for (const role of roles) this.child(role).tell('stop');
    await Promise.all([...this.#children.values()].map((child) => child.kill()));
    if (!rests) this.findings.violation('not shown', 'the house did not come to rest');
    this.findings.take(await audit(store, folder));
    return this.findings;
  }
}
