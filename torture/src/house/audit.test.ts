// The audit is only worth what it finds: each fault that it looks for is planted once, and found.
import { expect, test } from 'vitest';
import { connect } from '../../../packages/store/src/sqlite/photostructure.js';
import { inFolder } from '../lib/folder.js';
import type { ViolationKind } from '../lib/part.js';
import { audit } from './audit.js';
import { furnish } from './house.js';
import { handle, live } from './life.js';
import { fileOf, openStore } from './store.js';
import { World, type Effect } from './world.js';

interface Planted {
  readonly world: World;
  /** An effect that happened as it should. */
  readonly effect: Effect;
  /** The id of a proposal that was denied. */
  readonly denied: string;
  readonly sql: (statement: string) => void;
}

const FAULTS: readonly (readonly [ViolationKind, string, (planted: Planted) => void])[] = [
  ['started twice', 'an effect happens again', ({ world, effect }) => world.happen(effect)],
  ['not approved', 'what was denied happens', ({ world, effect, denied }) => world.happen({ ...effect, key: denied })],
  ['not approved', 'what nobody asked for happens', ({ world, effect }) => world.happen({ ...effect, key: 'x' })],
  ['other bytes', 'other bytes are sent', ({ world, effect }) => world.happen({ ...effect, to: 'mallory' })],
  [
    'lost',
    'a decision that was acknowledged is not there',
    ({ world }) => world.acknowledge({ id: 'gone', what: 'approved', by: 'alice' }),
  ],
  [
    'lost',
    'what was denied counts as approved for somebody',
    ({ world, denied }) => world.acknowledge({ id: denied, what: 'approved', by: 'bob' }),
  ],
  ['lost', 'a message is gone', ({ world }) => world.acknowledge({ id: 'gone', what: 'delivered', by: 'reader' })],
  [
    'broken',
    'stored bytes are changed',
    ({ sql }) => sql(`UPDATE entries SET text = replace(text, '"at":', '"at": ') WHERE seq = 2`),
  ],
];

test('GATE-6: a house without a fault has none', async () => {
  const { violations, counts } = await planted(() => undefined);
  expect(violations).toEqual([]);
  expect(counts.get('acknowledged decisions')).toBe(2);
});

test.each(FAULTS)('GATE-6: the audit counts as %s when %s', async (kind, _what, plant) => {
  const { violations } = await planted(plant);
  expect(violations.map((violation) => violation.kind)).toContain(kind);
});

/** One note is sent, one is denied; then a fault is planted, and the house audited. */
function planted(plant: (planted: Planted) => void) {
  return inFolder(
    async (folder) => {
      furnish(folder);
      const open = () => openStore('sqlite', { folder });
      await live({ folder, open }, async (life) => {
        await handle(life, 0);
        await handle(life, 3);
      });
      const world = new World(folder);
      const denied = world.acknowledged().find(({ what }) => what === 'denied')!.id;
      const sql = (statement: string): void => {
        const driver = connect(fileOf(folder), 'write');
        driver.run(statement);
        driver.close();
      };
      plant({ world, effect: world.effects()[0]!, denied, sql });
      return audit('sqlite', folder);
    },
    { fast: true },
  );
}
