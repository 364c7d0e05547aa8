// The recipe for the fewest rights, word for word as docs/postgres.md prints it: the store works under it, and what it forbids fails.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { postgresStore } from '../postgres.js';
import { refusal } from '../sqlite/fixture.js';
import { append, texts } from './fixture.js';
import { startServer, type Server } from './server.fixture.js';

const started = await startServer();
afterAll(() => started?.close());
/** Asked for only where there is one. */
const server = started as Server;

const page = readFileSync(new URL('../../../../docs/postgres.md', import.meta.url), 'utf8');
const [roles = '', grants = ''] = [...page.matchAll(/```sql\n([^`]*)```/g)].map(([, sql]) => sql!);

describe.skipIf(started === undefined)('the fewest rights', () => {
  test('GATE-6: the recipe of the docs: the store works under it, and no entry can be changed or removed', async () => {
    const owner = server.url({ user: 'sallyport_owner', password: 'choose-one' });
    const app = server.url({ user: 'sallyport_app', password: 'choose-another' });
    await server.sql(roles);
    expect((await refusal(postgresStore(app), 'STORE_FAILED')).message).toMatch(/may not do this: give it the rights/);
    await (await postgresStore(owner)).close();
    await as(owner, grants);

    const store = await postgresStore(app);
    const waiting = store.watch(0, AbortSignal.timeout(15_000));
    const doc = { seq: 1, kind: 'message', at: 1, who: ['alice'], tokens: 'one' } as const;
    const row = { kind: 'lease', id: 'a' } as const;
    await store.commit(0, () => ({ entries: [{ seq: 1, text: 'one' }], rows: [{ ...row, value: '1' }], docs: [doc] }));
    await waiting;
    await store.commit(1, () => ({ rows: [{ ...row, value: '2' }], conditions: [{ ...row, is: '1' }], docs: [doc] }));
    await store.commit(1, () => ({ rows: [{ ...row, value: undefined }] }));
    expect(await store.search({ terms: [{ tokens: ['one'], prefix: false }], limit: 9, order: 'newest' })).toEqual([1]);

    // As the owner it would work: the recipe is what forbids it.
    await as(owner, `BEGIN; UPDATE sallyport.entries SET text = 'two'; DELETE FROM sallyport.entries; ROLLBACK`);
    for (const attack of [
      `UPDATE sallyport.entries SET text = 'two'`,
      'DELETE FROM sallyport.entries',
      'TRUNCATE sallyport.entries',
      'UPDATE sallyport.format SET version = 9',
      'CREATE RULE eat AS ON INSERT TO sallyport.rows DO INSTEAD NOTHING',
      'ALTER TABLE sallyport.rows DISABLE TRIGGER ALL',
      'CREATE TABLE sallyport.more (a int)',
      'DROP TABLE sallyport.entries',
    ])
      await expect(as(app, attack), attack).rejects.toThrow(/permission denied|must be owner/);
    expect(await texts(store)).toEqual(['one']);
    expect(await append(store, 'two')).toEqual({ seq: 2 });
    await store.close();
  });
});

async function as(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, ssl: false });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
