// What is misspelt, or of another kind, is refused before anything is served: passed over, it would often be weaker.
import { expect, test } from 'vitest';
import { terminal } from '../terminal.js';
import { tui } from '../tui.js';
import { Door, notify, openPage, reviewApp, serve } from '../web.js';
import { Desk, ORIGIN } from './door/porch.fixture.js';

const desk = new Desk();
const app = () => ({ fetch: () => new Response('x') });
const { signal } = new AbortController();
const url = 'https://push.example';

/** A user without types. */
const uses: Readonly<Record<string, (given: never) => unknown>> = { serve, openPage, reviewApp, notify, terminal, tui };
const door = (given: never): Door => new Door(given);

const wrong: readonly (readonly [keyof typeof uses | 'Door', unknown])[] = [
  // each of these was taken, and was weaker
  ...['all', 'OWN', null].map((users) => ['serve', { app, port: 0, users }] as const),
  ...[0, 1e12, Number.NaN].map((patience) => ['serve', { app, port: 0, patience }] as const),
  ...[[''], ['/'], '/assets/', [7]].map((open) => ['Door', { desk, origin: ORIGIN, open }] as const),
  ...['', null].map((secret) => ['notify', { url, desk, signal, secret }] as const),
  ['reviewApp', { desk, door: new Door({ desk, origin: ORIGIN }), origin: 'https://other.example' }],
  // and each of these passed over, or failed in words of its own
  ...['publicURL', 'hostname'].map((name) => ['serve', { app, port: 0, [name]: 'x' }] as const),
  ...['1', -1, 1.5, null, 65_536].map((port) => ['serve', { app, port }] as const),
  ['serve', { app, port: 0, publicUrl: new URL(url) }],
  ['serve', { port: 0 }],
  ['openPage', { desk, port: 0 }],
  ['openPage', { port: 0 }],
  ['Door', { origin: ORIGIN }],
  ['Door', { desk, origin: ORIGIN, enrol: true }],
  ['reviewApp', { desk, origin: ORIGIN, known: 'bob' }],
  ['reviewApp', { door: {} }],
  ['notify', { url, desk: {}, signal }],
  ['notify', { url, desk }],
  ['terminal', { colour: true }],
  ['tui', { known: 'bob' }],
  ...[...Object.keys(uses), 'Door'].flatMap((name) => [null, 'x'].map((given) => [name, given] as const)),
];

test.each(wrong)('SEE-3: %s(%j) is refused in words', async (name, given) => {
  const use = uses[name] ?? door;
  // `as`: whoever writes JavaScript gives what they like
  await expect(Promise.resolve().then(() => use(given as never))).rejects.toMatchObject({ code: 'BAD_OPTION' });
});
