import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRuntime, type State } from '@sallyport/core';
import { scriptedReviewer, type ScriptedAnswer } from '@sallyport/core/testing';
import { describe, expect, test, vi } from 'vitest';
import { Executor, Reader } from './agents.js';

describe('the quickstart', () => {
  test('sends the answer once its reader has approved it', async () => {
    const { said, states } = await run('approve');
    expect(said).toEqual(['\n*** sent to bob@example.com: We are open until five.']);
    expect(states).toContain('executed');
  });

  test('sends nothing when its reader says no', async () => {
    const { said, states } = await run({ deny: 'not today' });
    expect(said).toEqual([]);
    expect(states).toEqual(['started', 'executed']); // the handling of the mail, and nothing else
  });

  test('without a terminal it does not hang: it says why and fails', async () => {
    const { code, stderr } = await startWithoutTerminal();
    expect(code).toBe(1);
    expect(stderr).toContain('stdin is not a terminal');
  });

  test.each(['agents.ts', 'main.ts'])('the README shows %s as it is', (file) => {
    const shown = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(shown).toContain(`\`\`\`ts\n${readFileSync(new URL(file, import.meta.url), 'utf8')}\`\`\`\n`);
  });
});

/** One mail, one answer at the desk, until nothing is left to do: what was printed, and every step that the journal took. */
async function run(answer: ScriptedAnswer): Promise<{ readonly said: readonly unknown[]; readonly states: State[] }> {
  using log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const states: State[] = [];
  const over = new AbortController();
  await using runtime = await createRuntime({
    agents: [new Reader(), new Executor()],
    channels: [
      { name: 'mail', to: 'reader', unverified: 'low', listen: async (deliver) => void (await deliver(mail)) },
    ],
    reviewer: scriptedReviewer([answer]),
  });
  runtime.on('step', ({ to }) => void states.push(to));
  runtime.on('decision', () => void runtime.idle().then(() => over.abort()));
  await runtime.run({ signal: over.signal });
  return { said: log.mock.calls.map(([line]) => line as unknown), states };
}

const mail = { id: '1', from: 'bob@example.com', proof: 'none', text: 'When do you close?' } as const;

function startWithoutTerminal(): Promise<{ readonly code: number | undefined; readonly stderr: string }> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const args = ['--conditions=sallyport-source', '--import', 'tsx', main];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, { timeout: 15_000 }, (error, _stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code as number | undefined), stderr }),
    );
    child.stdin?.end();
  });
}
