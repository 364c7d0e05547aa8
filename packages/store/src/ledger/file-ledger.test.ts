// The ledger in its files: durable, whole, shared by several, and torn where machines go down.
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { folder } from '../sqlite/fixture.js';
import { fileLedger, openLedger, type FileLedger } from './file-ledger.js';
import { framed, SEAL } from './frame.js';
import { statePlace } from './place.js';

/** What the process has warned of. */
let warnings: string[];
const hear = ({ message }: Error): void => void warnings.push(message);
beforeEach(() => {
  warnings = [];
  process.on('warning', hear);
});
afterEach(() => void process.off('warning', hear));

describe('lines', () => {
  test('are told once to everybody, in the order in which they were written, whoever wrote them', async () => {
    const { place, open } = setup();
    const [one, other] = [await open(), await open()];
    await one.add(['a', 'b']);
    other.note(['c']);
    await one.add(['d']);
    expect([one.news(), one.news(), other.news()]).toEqual([['a', 'b', 'c', 'd'], [], ['a', 'b', 'c', 'd']]);
    expect((await open()).news()).toEqual(['a', 'b', 'c', 'd']);
    expect(readdirSync(place)).toEqual(['1.lines']);
    if (process.platform === 'win32') return;
    expect([statSync(place).mode & 0o777, statSync(join(place, '1.lines')).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('of many at once keep together, and each is told once', async () => {
    const { open } = setup();
    const all = await Promise.all([open(), open(), open()]);
    const added = all.flatMap((one, n) => Array.from({ length: 50 }, (_, i) => one.add([`${n}-${i}`, `${n}-${i}'`])));
    await Promise.all(added);
    const lines = (await open()).news();
    expect(lines).toHaveLength(300);
    lines.forEach((line, i) => i % 2 === 0 && expect(lines[i + 1]).toBe(`${line}'`));
  });

  test('of any length, with any character but a line break, come back as they were', async () => {
    const { open } = setup();
    const lines = ['x'.repeat(300_000), 'ä\u0000\u2028😀"', ''];
    await (await open()).add(lines);
    expect((await open()).news()).toEqual(lines);
  });
});

describe('after the machine went down', () => {
  test.each([
    ['a torn line', (text: string) => text.slice(0, -5)],
    ['garbage', () => '\u0001\u0002garbage'],
    ['a tail of NUL', (text: string) => '\0'.repeat(text.length)],
    ['half of a page', (text: string) => `${'\0'.repeat(text.length - 9)}${text.slice(-9)}`],
  ])('GATE-14: %s at the end is left out and reported, and what is written afterwards counts', async (_, spoil) => {
    const { file, open } = setup();
    await (await open()).add(['a']);
    appendFileSync(file(1), spoil(framed({ tag: 'x.1', lines: ['lost'] })));
    const next = await open();
    await next.add(['b']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings.join()).toContain('was torn off');
    expect([next.news(), (await open()).news()]).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  test('GATE-14: a line that was changed in the middle is no torn one: the ledger is refused', async () => {
    const { file, open } = setup();
    const one = await open();
    await one.add(['first']);
    await one.add(['second']);
    writeFileSync(file(1), readFileSync(file(1), 'utf8').replace('first', 'fjrst'));
    await expect(open()).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      message: expect.stringContaining('is damaged'),
    });
  });
});

describe('saving', () => {
  test('leaves the checkpoint and the lines that it is given, and drops the others', async () => {
    const { place, open } = setup();
    const [one, other] = [await open(), await open()];
    await one.add(['a', 'b']);
    other.note(['c']);
    const checkpoint = { head: { seq: 7, hash: 'h' }, text: 'as\nit stands' };
    const saved = await one.save((news) => ({ checkpoint, lines: news.slice(1) }));
    expect([saved, one.grown, one.checkpoint(), readdirSync(place)]).toEqual([true, 0, checkpoint, ['2.lines']]);
    const third = await open();
    expect([third.news(), third.checkpoint()]).toEqual([['b', 'c'], checkpoint]);
    // whoever has read the others already reads on where they stop
    expect(other.news()).toEqual(['a', 'b', 'c', 'b', 'c']);
    await other.add(['d']);
    expect([third.news(), third.grown, other.checkpoint()]).toEqual([['d'], 1, checkpoint]);
  });

  test('loses nothing that is added meanwhile, by whomever, and of several who save at once one does', async () => {
    const { open } = setup();
    const all = await Promise.all([open(), open(), open()]);
    const read: string[][] = all.map(() => []);
    const added: string[] = [];
    for (let round = 0; round < 15; round += 1) {
      await Promise.all(
        all.flatMap((one, n) => {
          const lines = [`${round}-${n}`];
          added.push(...lines, `note ${round}-${n}`);
          one.note([`note ${round}-${n}`]);
          const saving = one.save((news) => {
            read[n]!.push(...news);
            return { lines: [...new Set(read[n])] };
          });
          return [one.add(lines), saving, one.add([`again ${lines[0]!}`])];
        }),
      );
      added.push(...all.map((_, n) => `again ${round}-${n}`));
    }
    const lines = new Set((await open()).news());
    expect([...added].filter((line) => !lines.has(line))).toEqual([]);
  });

  test('GATE-14: a process that dies while it saves holds nobody up, and takes nothing along', async () => {
    const { file, open } = setup();
    const one = await open();
    await one.add(['a']);
    appendFileSync(file(1), framed({ tag: SEAL, lines: [] }));
    // written by somebody who had not seen it
    appendFileSync(file(1), framed({ tag: 'x.1', lines: ['too late'] }));
    await one.add(['b']);
    expect([one.news(), (await open()).news()]).toEqual([
      ['a', 'a', 'b'],
      ['a', 'b'],
    ]);
  });
});

describe('a place that cannot be', () => {
  test('is an error with the remedy', async () => {
    const { place, file, open } = setup();
    writeFileSync(place, 'a file');
    await expect(open()).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
      message: expect.stringContaining('fileLedger(path)'),
    });
    rmSync(place);
    mkdirSync(place, { mode: 0o755 });
    if (process.platform !== 'win32') {
      await expect(open()).rejects.toMatchObject({ message: expect.stringContaining(`chmod 700 '${place}'`) });
      chmodSync(place, 0o700);
    }
    const one = await open();
    rmSync(file(1));
    await expect(one.add(['a'])).rejects.toMatchObject({
      message: expect.stringContaining('removed while it was open'),
    });
    await one.close();
    expect(() => one.news()).toThrow('does not work any longer');
    expect(() => fileLedger('')).toThrow('has no path');
  });

  test('by default it is in the user’s folder for state, under names that every file system has', () => {
    const home = process.env['XDG_STATE_HOME']!;
    expect(statePlace({ realm: 'realm_1', name: 'executor' })).toBe(
      join(home, 'sallyport', 'realm_1', 'executor.ledger'),
    );
    const odd = ['Alice', 'alice', '../alice', 'a/b', 'a'.repeat(300), 'ä', '.'].map((name) =>
      statePlace({ realm: 'r', name }),
    );
    for (const path of odd) expect(path).toMatch(/\/sallyport\/r\/[A-Za-z0-9_-]{1,80}\.ledger$/);
    expect(new Set(odd.map((path) => path.toLowerCase())).size).toBe(odd.length);
  });
});

function setup() {
  const place = join(folder(), 'x.ledger');
  const file = (number: number): string => join(place, `${number}.lines`);
  const open = async (): Promise<FileLedger> => openLedger(place);
  return { place, file, open };
}
