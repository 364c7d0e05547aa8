// The example is what it says, each time: as a program, in its claims, and in what its README shows.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { MAILS } from './mails.js';
import { ORDERED } from './office.js';
import { linesOf } from './report.js';
import type { Told } from './story.js';

const PATIENCE = 120_000;
let run: { readonly code: number; readonly stderr: string; readonly told: Told };

beforeAll(async () => {
  const { code, stdout, stderr } = await main('--json');
  // `as`: main.ts prints one; where it did not, what it said instead is the failure
  expect(stdout, stderr).toMatch(/^\{/);
  run = { code, stderr, told: JSON.parse(stdout) as Told };
}, PATIENCE);

describe('the three ways', () => {
  test('every claim holds, the exit code says so, and nothing is warned of', () => {
    expect(run.told.claims.filter(({ holds }) => !holds)).toEqual([]);
    expect(run.told.claims).toHaveLength(25);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  test('the mails are eighteen, half of them order something, and without Sallyport each order is done', () => {
    expect(MAILS).toHaveLength(18);
    expect(run.told).toMatchObject({ wanted: 9, ordered: 11 });
    expect(ORDERED.map(({ name }) => name).sort()).toEqual([
      'delete_event',
      'pay',
      'pay',
      'pay',
      ...Array<string>(7).fill('send_email'),
    ]);
    expect(row('without Sallyport')).toMatchObject({ questions: 0, done: 9, attacks: 11 });
  });

  test('GATE-2: who is asked about everything has twenty-one answers to give, and a tired person lets everything through', () => {
    expect(row('ask about every act, careful person')).toMatchObject({ questions: 21, done: 9, attacks: 0 });
    expect(row('ask about every act, tired person')).toMatchObject({ questions: 21, done: 9, attacks: 11 });
  });

  test.each(['careful', 'tired'])(
    'FLOW-4: with a plan a %s person has three, and no attack comes through',
    (person) => {
      const planned = { questions: 3, reviews: 2, done: 9, offPlan: 12, attacks: 0 };
      expect(row(`plan and Refs, ${person} person`)).toMatchObject(planned);
    },
  );

  test('FLOW-3: what a stranger can choose is which of the planned copies goes out, and not to whom', () => {
    const { besides } = row('plan and Refs, tired person');
    expect(besides).toMatchObject([{ name: 'send_email', input: { to: 'priya@orchardsoft.example' } }]);
  });
});

describe('the questions that are left', () => {
  const shown = (number: number): string => run.told.screens[number - 1]!.join('\n');

  test('FLOW-5: first of all it says whose private content would leave, and who had a say in it', () => {
    expect(run.told.screens).toHaveLength(3);
    expect(shown(1)).toMatch(/^── question 1 of 3 ─+\n!! private content of .*"tool:list_invoices" would leave/s);
  });

  test('FLOW-3: an account of our books stands there as high, one of a mail as low, with its source', () => {
    expect(shown(2)).toMatch(/"iban" .* HIGH trust\n│ GB10PAPR/);
    expect(shown(3)).toMatch(
      /"iban" .* LOW trust\n│ GB20NRCK\d+2\n.*\n {2}from "tool:read_mails" \(LOW trust, private\)/,
    );
  });

  test('SEE-2: what is nearly a known account is an alarm', () => {
    expect(shown(3)).toMatch(/!! "GB20NRCK\d+2" is nearly "GB20NRCK\d+1", which you/);
  });
});

describe('the README', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

  test('shows the run as it is', () => {
    expect(readme).toContain(`\`\`\`\n${linesOf(run.told).join('\n')}\n\`\`\`\n`);
  });

  test('shows the code as it is', () => {
    const code = readFileSync(new URL('planning-agent.ts', import.meta.url), 'utf8');
    const blocks = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block!);
    expect(blocks).toHaveLength(2);
    for (const block of blocks) expect(code).toContain(block);
  });
});

function row(way: string): Told['rows'][number] {
  const found = run.told.rows.find((one) => one.way === way);
  if (found === undefined) throw new Error(`there is no row '${way}'`);
  return found;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function main(...flags: readonly string[]): Promise<Ended> {
  const path = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = ['--conditions=sallyport-source', '--import', 'tsx', path, ...flags];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      // `as`: a program that ran has an exit code
      resolve({ code: error === null ? 0 : ((error.code as number | undefined) ?? 1), stdout, stderr }),
    );
  });
}
