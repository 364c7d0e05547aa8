// The store on PostgreSQL passes the suite that all stores pass.
import { afterAll, describe } from 'vitest';
import { testStore } from '../conformance.js';
import { postgresStore } from '../postgres.js';
import { startServer } from './server.fixture.js';

const server = await startServer();
afterAll(() => server?.close());

describe.skipIf(server === undefined)('on a server', () => {
  testStore(
    async () => {
      const open = (
        (place) => () =>
          postgresStore(place)
      )(server!.fresh());
      return { store: await open(), reopen: open, another: open };
    },
    { name: 'postgresStore' },
  );
});
