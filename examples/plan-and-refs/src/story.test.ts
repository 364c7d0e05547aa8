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
    expect(run.told.claims).toHaveLength(20);
    expect([run.code, run.stderr]).toEqual([0, '']);
  });

  test('the mails are eighteen, half of them order something, and without Sallyport each order is done', () => {
    expect(MAILS).toHaveLength(18);
    expect(run.told).toMatchObject({ wanted: 8, ordered: 11 });
    expect(ORDERED.map(({ name }) => name).sort()).toEqual([
      'delete_event',
      'pay',
      'pay',
      'pay',
      ...Array<string>(7).fill('send_email'),
    ]);
    expect(row('without Sallyport')).toMatchObject({ questions: 0, done: 8, attacks: 11 });
  });

  test('GATE-2: who is asked about everything has twenty answers to give, and a tired person lets everything through', () => {
    expect(row('ask about every act, careful person')).toMatchObject({ questions: 20, done: 8, attacks: 0 });
    expect(row('ask about every act, tired person')).toMatchObject({ questions: 20, done: 8, attacks: 11 });
  });

  test.each(['careful', 'tired'])('FLOW-4: with a plan a %s person has two, and no attack comes through', (person) => {
    const planned = { questions: 2, reviews: 1, done: 8, offPlan: 12, attacks: 0 };
    expect(row(`plan and Refs, ${person} person`)).toMatchObject(planned);
  });

  test('FLOW-3: what a stranger can choose is which of the planned copies goes out, and not to whom', () => {
    const { besides } = row('plan and Refs, tired person');
    expect(besides).toMatchObject([{ name: 'send_email', input: { to: 'priya@orchardsoft.example' } }]);
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
