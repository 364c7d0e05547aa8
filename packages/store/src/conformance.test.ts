// The stores of this house pass the suite that it gives to others.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStore } from '@sallyport/core/store';
import { testStore } from './conformance.js';
import { sqliteStore } from './sqlite.js';

testStore(async () => ({ store: memoryStore() }), { name: 'memoryStore' });

testStore(
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-'));
    const open = () => sqliteStore(join(folder, 'a.db'));
    return { store: await open(), reopen: open, another: open, close: () => rm(folder, { recursive: true }) };
  },
  { name: 'sqliteStore' },
);
