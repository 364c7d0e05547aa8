// contacts: everybody who is there: people, agents with their runtimes, and who is known at which address.
import { quoted } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { EXIT } from '../exit.js';
import { reading, type Seat } from '../open.js';

interface Contacts {
  readonly people: readonly { readonly name: string; readonly owner: boolean; readonly keys: number }[];
  readonly agents: readonly { readonly name: string; readonly runtime: string; readonly frozen: boolean }[];
  readonly contacts: readonly { readonly name: string; readonly trust: string; readonly at: readonly string[] }[];
}

export const run: Run = (call) =>
  reading(call, async (seat) => {
    const found = await contactsOf(seat);
    if (call.print.json) call.print.data(found);
    else printAll(call, found);
    return EXIT.done;
  });

async function contactsOf({ desk, config, root }: Seat): Promise<Contacts> {
  const [all, frozen] = [await desk.people(), await desk.frozen()];
  const stopped = new Set(frozen.map(({ agent }) => agent));
  return {
    people: all
      .filter(({ agents }) => agents === undefined)
      .map(({ name, keys }) => ({
        ...{ name, owner: name === root.owner },
        keys: keys.filter(({ isRevoked }) => !isRevoked).length,
      })),
    agents: all.flatMap(({ name: runtime, agents = [] }) =>
      agents.map((name) => ({ name, runtime, frozen: stopped.has(name) })),
    ),
    contacts: Object.entries(config?.contacts ?? {}).map(([name, { trust, at }]) => ({ name, trust, at })),
  };
}

function printAll({ print }: Call, { people, agents, contacts }: Contacts): void {
  for (const { name, owner, keys } of people)
    print.line(`person  ${quoted(name)}${owner ? ', the owner' : ''} · ${keys} ${keys === 1 ? 'key' : 'keys'}`);
  for (const { name, runtime, frozen } of agents)
    print.line(`agent   ${quoted(name)} in ${quoted(runtime)}${frozen ? ' · FROZEN' : ''}`, frozen ? 'warn' : 'plain');
  for (const { name, trust, at } of contacts)
    print.line(`contact ${quoted(name)} · ${trust.toUpperCase()} trust at most · ${at.map(quoted).join(', ')}`);
}
