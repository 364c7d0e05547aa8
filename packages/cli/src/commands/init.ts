// init: sets up a house in a folder, and says what to type next.
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { EXIT } from '../exit.js';
import { answersOf } from '../init/answers.js';
import { furnish, mustBeFree } from '../init/furnish.js';
import { word } from '../print.js';

/** What the modules of a new house import. */
const NEEDED = ['@sallyport/core', '@sallyport/config', '@sallyport/store', '@sallyport/adapters', 'zod'];

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const folder = resolve(io.cwd, given.args[0] ?? '.');
  // before anything is asked
  await mustBeFree(folder, ['sallyport.yaml', 'trust-root.json']);
  const answers = await answersOf(call);
  const { written, variable } = await furnish(folder, answers);
  const next = nextCommands(call, folder);
  if (print.json) {
    print.data({ folder, owner: answers.owner, agent: answers.agent, written, variable: variable ?? null, next });
    return EXIT.done;
  }
  for (const path of written) print.line(`  ${render(path)}`, 'dim');
  print.line(`the house of ${render(answers.owner)} stands in ${render(folder)}`, 'good');
  if (answers.passphrase === undefined)
    print.line(`keys/${answers.owner}.key has no passphrase: its mode, 0600, is all that protects it`, 'warn');
  if (variable !== undefined)
    print.line(
      `the URL of the store holds a password, and stands in no file: set ${variable} before you go on`,
      'warn',
    );
  print.line();
  print.line('next:', 'strong');
  for (const line of next) print.line(`  ${line}`);
  return EXIT.done;
};

/** Three commands: what starts the agents, what shows the first question, and before them whatever is missing. */
function nextCommands({ io }: Call, folder: string): readonly string[] {
  const path = relative(io.cwd, folder);
  const go = path === '' ? '' : `cd ${word(path)} && `;
  const start = 'node start.mjs';
  const last = 'npx sallyport inbox';
  if (isInstalled(folder)) return [`${go}${start}`, `${go}npx sallyport doctor`, `${go}${last}`];
  return [`${go}npm install sallyport ${NEEDED.join(' ')}`, `${go}${start}`, `${go}${last}`];
}

/** Would the modules of the house find what they import? */
function isInstalled(folder: string): boolean {
  const { resolve: find } = createRequire(join(folder, 'start.mjs'));
  return NEEDED.every((name) => {
    try {
      find(`${name}/package.json`);
      return true;
    } catch {
      return false;
    }
  });
}
