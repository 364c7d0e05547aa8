// Damage: every byte of every entry flipped, every prefix of the journal, and random bits of the file. All of it is found, or changes nothing.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SallyportError, verifyJournal } from '@sallyport/core';
import type { Store } from '@sallyport/core/store';
import type { Driver } from '../../../packages/store/src/sqlite/driver.js';
import { connect } from '../../../packages/store/src/sqlite/photostructure.js';
import { contentsOf, sampleOf, type Sample } from '../house/sample.js';
import { fileOf, openStore } from '../house/store.js';
import { collect, inFolder } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';

/** Bits of the file that a whole run flips. */
const BITS = 10_000;

export const flips: Part = {
  name: 'flips',
  what: 'every byte of every entry, every prefix of the journal against a checkpoint, random bits and every 512-byte prefix of the file',
  cycles: 1,
  needs: { store: 'sqlite', why: 'it breaks the one file of a store' },
  run: async (context) => {
    const findings = new Findings();
    const sample = await sampleOf([0, 7]);
    await inFolder(async (folder) => journalDamage(context, { folder, sample, findings }), { fast: true });
    await inFolder(async (folder) => fileDamage(context, { folder, sample, findings }), { fast: true });
    return findings;
  },
};

interface Damaged {
  readonly folder: string;
  readonly sample: Sample;
  readonly findings: Findings;
}

/** Through SQL, in a store that is open: as a second process with a hand on the file would. */
async function journalDamage(context: Context, { folder, sample, findings }: Damaged): Promise<void> {
  writeFileSync(fileOf(folder), sample.file, { mode: 0o600 });
  await using store = await openStore('sqlite', { folder });
  const driver = connect(fileOf(folder), 'write');
  driver.all('PRAGMA synchronous = OFF');
  await everyByte(context, { store, driver, sample, findings });
  await everyPrefix(context, { store, driver, sample, findings });
  driver.close();
}

interface Opened {
  readonly store: Store;
  readonly driver: Driver;
  readonly sample: Sample;
  readonly findings: Findings;
}

/** In a short run, every so many bytes. */
const stepOf = ({ cycles, random }: Context): number =>
  cycles >= 1 ? 1 : random.between(1, Math.ceil(2 / Math.max(cycles, 0.001)));

async function everyByte(context: Context, { store, driver, sample, findings }: Opened): Promise<void> {
  const { root, entries } = sample;
  for (const [at, text] of entries.entries()) {
    const bytes = Buffer.from(text);
    for (let place = stepOf(context) - 1; place < bytes.length; place += stepOf(context)) {
      if (Date.now() > context.until)
        return void findings.skipped.push(`out of time: byte flips from entry ${at + 1} on`);
      const flipped = Buffer.from(bytes);
      flipped[place]! ^= 1 << context.random.between(0, 8);
      put(driver, at + 1, flipped);
      findings.add('bytes of entries flipped');
      const { ok } = await verifyJournal({ root, store });
      if (ok) findings.violation('not found', `entry ${at + 1}, byte ${place}: ${flipped.toString('utf8')}`);
    }
    put(driver, at + 1, bytes);
    context.tell(`entry ${at + 1} of ${entries.length}, each byte`);
  }
  if (!(await verifyJournal({ root, store })).ok) findings.violation('broken', 'put back as it was, it is not whole');
}

/** Whole entries, and the next one up to each of its bytes. */
async function everyPrefix(context: Context, { store, driver, sample, findings }: Opened): Promise<void> {
  const { root, entries, checkpoint } = sample;
  for (let left = entries.length - 1; left >= 0; left -= 1) {
    const bytes = Buffer.from(entries[left]!);
    for (let length = stepOf(context); length < bytes.length; length += stepOf(context)) {
      if (Date.now() > context.until)
        return void findings.skipped.push(`out of time: prefixes from entry ${left} down`);
      put(driver, left + 1, bytes.subarray(0, length));
      findings.add('prefixes that end within an entry');
      if ((await verifyJournal({ root, store, checkpoint })).ok)
        findings.violation('not found', `entry ${left + 1} cut off after ${length} bytes`);
    }
    driver.run('DELETE FROM entries WHERE seq = ?', left + 1);
    findings.add('prefixes of whole entries');
    const { ok, rollback } = await verifyJournal({ root, store, checkpoint });
    if (ok || rollback === undefined) findings.violation('not found', `cut off after entry ${left}`);
    context.tell(`prefixes: ${left} entries left`);
  }
}

function put(driver: Driver, seq: number, bytes: Uint8Array): void {
  const hex = Buffer.from(bytes).toString('hex');
  driver.run(`UPDATE entries SET text = CAST(x'${hex}' AS TEXT) WHERE seq = ?`, seq);
}

/** Of the closed file, from outside of SQLite. */
async function fileDamage(context: Context, { folder, sample, findings }: Damaged): Promise<void> {
  const { file } = sample;
  const bits = Math.ceil(BITS * context.cycles);
  for (let n = 0; n < bits; n += 1) {
    if (Date.now() > context.until) return findings.outOfTime(bits - n, 'bit flips');
    const damaged = Buffer.from(file);
    const bit = context.random.between(0, file.length * 8);
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    await judge(join(folder, `bit-${n}`), damaged, { sample, findings, what: `bit ${bit} of the file` });
    if (n % 1_000 === 0) await collect();
    if (n % 100 === 0) context.tell(`${n} of ${bits} bits`);
  }
  // a file that is cut off is looked at for a second before it is refused
  const step = 512 * (context.cycles >= 1 ? 1 : 41);
  for (let length = 0; length < file.length; length += step) {
    if (Date.now() > context.until) return void findings.skipped.push(`out of time: prefixes from ${length} bytes on`);
    const what = `the first ${length} bytes of the file`;
    await judge(join(folder, `cut-${length}`), file.subarray(0, length), { sample, findings, what });
  }
}

/** A clear error, or found by verify against the checkpoint, or nothing that anybody reads has changed. */
async function judge(
  path: string,
  bytes: Uint8Array,
  { sample, findings, what }: Omit<Damaged, 'folder'> & { readonly what: string },
): Promise<void> {
  findings.add('damaged files');
  try {
    mkdirSync(path);
    writeFileSync(fileOf(path), bytes, { mode: 0o600 });
    findings.add(await fateOf(path, sample));
  } catch (error) {
    if (SallyportError.isInstance(error)) findings.add(`refused: ${error.code}`);
    else findings.violation('broken', `${what}: ${String(error)}`);
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

async function fateOf(folder: string, { root, checkpoint, entries, rows }: Sample): Promise<string> {
  await using store = await openStore('sqlite', { folder });
  const { ok } = await verifyJournal({ root, store, checkpoint });
  if (!ok) return 'found by verify';
  const now = await contentsOf(folder);
  if (now.rows === rows && now.entries.join('\n') === entries.join('\n')) return 'nothing differs';
  throw new Error('verify calls it whole, and it answers differently');
}
