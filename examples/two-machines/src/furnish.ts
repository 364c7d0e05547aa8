// furnish.ts: what is done once: a key for everybody, on the machine where they sit; a login for each machine, with the fewest rights.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTrustRoot } from '@sallyport/core';
import { writeKeyFile } from '@sallyport/store/keyfile';
import { postgresStore } from '@sallyport/store/postgres';
import type { Server } from './server.js';

/** A folder that stands for a machine, and the URL of its own login. */
export interface Machine {
  readonly folder: string;
  readonly url: string;
}

export async function furnish(home: string, server: Server): Promise<{ readonly a: Machine; readonly b: Machine }> {
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['executor'] } },
  });
  const machine = async (name: string, ...owners: readonly ('alice' | 'intake' | 'executor')[]): Promise<Machine> => {
    const folder = join(home, name);
    for (const part of ['new', 'cur', 'tmp']) await mkdir(join(folder, 'Mail', part), { recursive: true });
    await writeFile(join(folder, 'trust-root.json'), JSON.stringify(root));
    for (const owner of owners) await writeKeyFile(join(folder, `${owner}.key`), keys[owner]);
    return { folder, url: await login(server, name) };
  };
  // The owner of the database makes the tables; nobody who runs has the right to.
  await (await postgresStore(server.url('postgres', server.password))).close();
  return { a: await machine('machine_a', 'intake'), b: await machine('machine_b', 'executor', 'alice') };
}

/** As docs/postgres.md says: no entry of the journal can be changed or removed by it. */
async function login(server: Server, name: string): Promise<string> {
  const password = crypto.randomUUID();
  await server.sql(`
    CREATE ROLE ${name} LOGIN PASSWORD '${password}';
    GRANT USAGE ON SCHEMA sallyport TO ${name};
    GRANT SELECT ON sallyport.format TO ${name};
    GRANT SELECT, INSERT ON sallyport.entries TO ${name};
    GRANT SELECT, INSERT, UPDATE, DELETE ON sallyport.rows, sallyport.docs TO ${name};`);
  return server.url(name, password);
}
