// doctor: looks at a whole house, and names what is public, unsigned, stale or at fault.
import { resolve } from 'node:path';
import { loadConfig, type LoadedConfig } from '@sallyport/config';
import { openDesk, type Signed } from '@sallyport/core';
import { readCheckpoint } from '../checkpoint.js';
import type { Call, Run } from '../command.js';
import { deskFindings } from '../doctor/desk.js';
import { doorFindings } from '../doctor/doors.js';
import { fault, note, type Finding } from '../doctor/finding.js';
import { journalFindings } from '../doctor/journal.js';
import { formatOf } from '../doctor/store-format.js';
import { lookAtFiles, nodeFindings, type FoundKey } from '../doctor/surroundings.js';
import { plainLines, told, Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { configOf, isNamed, withHouse, type House } from '../open.js';

export const run: Run = async (call) => {
  const kept = call.given.text('checkpoint');
  // what was typed wrongly is no finding
  originOf(call.given.text('public-url'));
  const checkpoint = kept === undefined ? undefined : await readCheckpoint(resolve(call.io.cwd, kept));
  const findings = await examine(call, checkpoint);
  const isWell = findings.every(({ level }) => level === 'note');
  if (call.print.json) call.print.data({ ok: isWell, findings });
  else printAll(call, findings, isWell);
  return isWell ? EXIT.done : EXIT.found;
};

async function examine(call: Call, checkpoint?: Signed): Promise<readonly Finding[]> {
  const findings = [...nodeFindings()];
  let keys: readonly FoundKey[] = [];
  let path: string | undefined;
  if (isNamed(call)) {
    path = call.given.text('store');
    findings.push(note('config', 'lists and key files were not looked at: --store names none', 'say --config FILE'));
  } else {
    const loaded = await attempt('config', () => configured(call));
    if ('level' in loaded) return [...findings, loaded];
    const files = await lookAtFiles(loaded.config, loaded.folder);
    findings.push(...files.findings, ...doorFindings(loaded.config, loaded.root.owner));
    keys = files.keys;
    path = sqliteOf(loaded);
  }
  const file = path === undefined || path.includes('://') ? undefined : resolve(call.io.cwd, path);
  const before = file && (await formatOf(file));
  const inside = await attempt('store', () => withHouse(call, (house) => insideOf(call, house, { keys, checkpoint })));
  const after = file && (await formatOf(file));
  if (before !== undefined && after !== undefined && before < after)
    findings.push(
      note(
        'store',
        `the store was of format ${before}, and is of format ${after} now`,
        'older versions do not open it any more',
      ),
    );
  return [...findings, ...('level' in inside ? [inside] : inside)];
}

interface Known {
  readonly keys: readonly FoundKey[];
  readonly checkpoint: Signed | undefined;
}

async function insideOf({ given }: Call, house: House, { keys, checkpoint }: Known): Promise<readonly Finding[]> {
  const journal = await journalFindings(house, checkpoint);
  const looked = { keys, origin: originOf(given.text('public-url')), now: Date.now() };
  const found = await attempt('desk', async () => {
    await using desk = await openDesk({ root: house.root, store: house.store, person: { name: house.person } });
    return await deskFindings(desk, looked);
  });
  return [...journal, ...('level' in found ? [found] : found)];
}

function originOf(url: string | undefined): string | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url)) return new URL(url).origin;
  throw new Usage(`--public-url takes a URL, as https://desk.example, and not '${url}'`, 'doctor');
}

const configured = (call: Call): Promise<LoadedConfig> =>
  // what the file should say otherwise is found below, or told by whoever runs it
  loadConfig(configOf(call), { env: call.io.env, onWarning: () => undefined });

function sqliteOf({ config: { store }, folder }: LoadedConfig): string | undefined {
  const path = typeof store === 'string' ? store : store?.sqlite;
  return path === undefined || /^postgres(ql)?:\/\//.test(path) ? undefined : resolve(folder, path);
}

/** What cannot be looked at is a finding, too; what was typed wrongly is not. */
async function attempt<T extends object>(check: string, look: () => Promise<T>): Promise<T | Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Usage) throw error;
    const { code, message } = told(error);
    return fault(check, plainLines(message).join('\n    '), `${code}: mend it, and look again`);
  }
}

const TONES = { fault: 'bad', warn: 'warn', note: 'dim' } as const;

function printAll({ print }: Call, findings: readonly Finding[], isWell: boolean): void {
  for (const { check, level, what, remedy } of findings) {
    print.line(`${level.padEnd(5)} ${check}: ${what}`, TONES[level]);
    print.line(`      ${remedy}`, 'dim');
  }
  const count = findings.filter(({ level }) => level !== 'note').length;
  print.line(
    isWell ? 'all is well' : `${count} ${count === 1 ? 'thing' : 'things'} to look at`,
    isWell ? 'good' : 'bad',
  );
}
