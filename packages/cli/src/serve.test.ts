import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { house, start, until, type House } from './house.fixture.js';
import { serving, Visitor } from './serve.fixture.js';

let home: House;
beforeAll(async () => {
  home = await house();
});
afterAll(() => home[Symbol.asyncDispose]());

test('SEE-3: Enter makes a link for another device; a link that was used is dead, and each device is asked for by itself', async () => {
  await using desk = serving(home, []);
  const first = await desk.link();
  expect(desk.said().out).toMatch(/It works once, and until \d\d:\d\d:\n/);
  expect(desk.said().out).toContain('Enter makes a link for another device. Ctrl-C closes the desk.');
  const phone = new Visitor(first);
  const { code } = await phone.pair();
  await asked(desk, code!);
  desk.type('y');
  expect((await phone.enter()).body).toEqual({ done: true });
  const late = await new Visitor(first).begin();
  expect([late.status, late.body.error.message]).toEqual([400, expect.stringContaining('was used')]);

  // what was begun before the question stood there answers nothing
  const early = new Visitor(await another());
  desk.begin('yes');
  await asked(desk, (await early.pair()).code!);
  desk.type('');
  expect(await early.enter()).toMatchObject({ status: 400, cookie: '' });

  const links = [await another(), await another()];
  expect(new Set([first, ...links]).size).toBe(3);
  const [tablet, stranger] = links.map((link) => new Visitor(link));
  const codes = [(await tablet!.pair()).code!, (await stranger!.pair()).code!];
  // two at once: one question stands, and its answer is not the other's
  await asked(desk, codes[0]!);
  expect(desk.said().err).not.toContain(codes[1]);
  desk.type('yes');
  expect((await tablet!.enter()).body).toEqual({ done: true });
  await asked(desk, codes[1]!);
  desk.type('');
  const no = { error: { code: 'NOT_ALLOWED', message: expect.stringContaining('was not let in') } };
  expect(await stranger!.enter()).toMatchObject({ status: 400, cookie: '', body: no });
  expect(desk.said().err).toContain('it was not enrolled: Enter makes a new link');
  expect(await desk.end()).toBe(0);
  const { people } = (await home.run(['keys', '--json'])).json();
  expect(people![0]!['keys']).toHaveLength(3);

  async function another(): Promise<string> {
    const before = await desk.link();
    desk.type('');
    return until(async () => ((await desk.link()) === before ? undefined : desk.link()));
  }
});

test('without somebody at the terminal it wants --yes, and then pairs one device', async () => {
  const unattended = await home.run(['serve']);
  expect(unattended).toMatchObject({ code: 2, out: '' });
  expect(unattended.err).toContain('or say --yes');
  await using desk = serving(home, ['--yes', '--json'], false);
  const phone = new Visitor(await desk.link());
  expect(JSON.parse(desk.said().out)).toMatchObject({ url: phone.origin, expires: expect.any(Number) });
  await phone.pair();
  expect((await phone.enter()).body).toEqual({ done: true });
  expect(await desk.end()).toBe(0);
});

test('SEE-3: whoever is not the owner is told so first, and their passkey counts once the owner has run the command', async () => {
  const made = await home.run(['keys', 'new', "bob o'hara", '--out', 'bob.key', '--json']);
  const spki = String(made.json()['public']);
  expect(await home.run(['keys', 'enrol', "bob o'hara", spki])).toMatchObject({ code: 0 });
  const file = join(home.folder, 'sallyport.yaml');
  const yaml = await readFile(file, 'utf8');
  await writeFile(
    file,
    yaml.replace('acceptsFrom: [reader]', `acceptsFrom: [reader]\n    approvers: [alice, "bob o'hara"]`),
  );
  const agents = start('start.mjs', [], home.folder);
  try {
    await using desk = serving(home, ['--store', 'sallyport.db', '--as', "bob o'hara"]);
    const phone = new Visitor(await desk.link());
    expect(desk.said().err).toContain('"bob o\'hara" is not the owner of this house');
    const { code, command } = await phone.pair();
    await until(async () => desk.said().out.includes(command!) || undefined);
    expect(desk.said().out).toContain(`its screen shows ${code}`);
    const argv = wordsOf(command!).slice(1);
    expect(argv.slice(0, 3)).toEqual(['keys', 'enrol', "bob o'hara"]);

    // not by whoever has made it, not for other digits, and then by the owner
    const store = ['--store', 'sallyport.db', '--key', 'bob.key'];
    expect(await home.run([...argv, ...store])).toMatchObject({ code: 3 });
    const wrong = await home.run(argv, { attended: true, input: 'n\n' });
    expect(wrong).toMatchObject({ code: 3, out: '' });
    expect(wrong.err).toContain(`show ${code}? [y/N]`);
    const entering = phone.enter();
    expect(await home.run(argv, { attended: true, input: 'y\n' })).toMatchObject({ code: 0 });
    expect((await entering).body).toEqual({ done: true });

    const { id, digest } = await until(async () => {
      const { groups } = (await home.run(['review', '--json'])).json();
      const [item] = (groups?.[0]?.['items'] ?? []) as unknown as { id: string; digest: string }[];
      return item;
    });
    expect(await phone.approve(id, digest)).toMatchObject({ status: 200 });
    const outbox = (): Promise<string | undefined> =>
      readFile(join(home.folder, 'outbox.txt'), 'utf8').then(
        (text) => text || undefined,
        () => undefined,
      );
    expect(await until(outbox)).toContain('to bob@example.com');
  } finally {
    await agents.end();
  }
});

test('where the key of the owner is on another machine, their own desk says by which command, too', async () => {
  const keys = join(home.folder, 'keys');
  await rename(join(keys, 'alice.key'), join(keys, 'elsewhere.key'));
  try {
    await using desk = serving(home, ['--json'], false);
    const phone = new Visitor(await desk.link());
    expect(desk.said().err).toContain('the key of the owner is not at hand here');
    const { code, command } = await phone.pair();
    expect(command).toContain('sallyport keys enrol alice --passkey \'{"public":"');
    expect(desk.said().out).toContain(JSON.stringify(code));
  } finally {
    await rename(join(keys, 'elsewhere.key'), join(keys, 'alice.key'));
  }
});

const asked = (desk: ReturnType<typeof serving>, code: string): Promise<true> =>
  until(async () => desk.said().err.includes(`Does its screen show ${code}? [y/N]`) || undefined);

/** As a shell takes it apart: words without quotes, and quoted ones. */
const wordsOf = (command: string): readonly string[] =>
  (command.match(/(?:'[^']*'|\\'|[^\s'\\])+/g) ?? []).map((word) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_, quoted: string | undefined, one: string) => quoted ?? one),
  );
