// Power that fails: what had not been synced is lost, in any subset and any order, down to sectors; simulated on the bytes of the file and its WAL.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connect, Driver } from '../../../packages/store/src/sqlite/driver.js';
import { connect as photostructure } from '../../../packages/store/src/sqlite/photostructure.js';
import { sampleOf } from '../house/sample.js';
import { fileOf } from '../house/store.js';
import { collect, inFolder } from '../lib/folder.js';
import { Findings, type Context, type Part } from '../lib/part.js';
import type { Random } from '../lib/random.js';

const SECTOR = 512;
/** The WAL's own header, which SQLite syncs before the frames behind it. */
const HEADER = 32;
/** Schedules of a whole run. */
const SCHEDULES = 100_000;

/** The disk at a moment at which everything was synced: right behind a COMMIT or a checkpoint. */
interface Image {
  readonly file: Buffer;
  readonly wal: Buffer;
  /** The texts of the journal, as whoever opened it then would read them. */
  readonly entries: readonly string[];
}

export const power: Part = {
  name: 'power',
  what: 'writes since the last fsync are lost, any subset of their sectors, in any order; torn, cut, NUL-filled and foreign tails of the WAL',
  cycles: 1,
  needs: { store: 'sqlite', why: 'it breaks the one file of a store' },
  run: async (context) => {
    const findings = new Findings();
    const images = await film();
    findings.add('moments filmed', images.length);
    await inFolder(async (folder) => lostWrites(context, { folder, images, findings }), { fast: true });
    await inFolder(async (folder) => tails(context, { folder, images, findings }), { fast: true });
    return findings;
  },
};

/** Lives a small life, and takes a picture of the disk behind each COMMIT and each checkpoint. */
async function film(): Promise<readonly Image[]> {
  const images: Image[] = [];
  const shoot = (path: string, driver: Driver): void => {
    const wal = `${path}-wal`;
    images.push({
      file: readFileSync(path),
      wal: existsSync(wal) ? readFileSync(wal) : Buffer.alloc(0),
      entries: driver.all<{ text: string }>('SELECT text FROM entries ORDER BY seq').map(({ text }) => text),
    });
  };
  const wrap =
    (connect: Connect): Connect =>
    (path, mode) => {
      const driver = connect(path, mode);
      if (mode !== 'write') return driver;
      return {
        run: (sql, ...values) => {
          const changes = driver.run(sql, ...values);
          if (sql === 'COMMIT' && existsSync(`${path}-wal`)) shoot(path, driver);
          return changes;
        },
        all: <T>(sql: string, ...values: readonly (string | number)[]) => driver.all<T>(sql, ...values),
        get: <T>(sql: string, ...values: readonly (string | number)[]) => driver.get<T>(sql, ...values),
        inTransaction: () => driver.inTransaction(),
        close: () => driver.close(),
      };
    };
  // the WAL goes into the file between two mails, so that it begins anew behind that
  const after = (folder: string): void => {
    const driver = photostructure(fileOf(folder), 'write');
    driver.all('PRAGMA wal_checkpoint(PASSIVE)');
    shoot(fileOf(folder), driver);
    driver.close();
  };
  await sampleOf([0, 3, 1, 7], { wrap, after });
  return images;
}

interface Filmed {
  readonly folder: string;
  readonly images: readonly Image[];
  readonly findings: Findings;
}

async function lostWrites(context: Context, { folder, images, findings }: Filmed): Promise<void> {
  const { random } = context;
  const count = Math.ceil(SCHEDULES * context.cycles);
  for (let n = 0; n < count; n += 1) {
    if (Date.now() > context.until) return findings.outOfTime(count - n, 'schedules');
    const at = random.between(0, images.length - 1);
    const [before, after] = [images[at]!, images[at + 1]!];
    const { file, wal, kind } = crash(random, before, after);
    findings.add(`lost writes: ${kind}`);
    const found = read(join(folder, `${n}`), file, wal);
    const allowed = [before.entries, after.entries].some((entries) => same(entries, found));
    if (!allowed)
      findings.violation(
        'lost',
        `schedule ${n}, behind commit ${at}: ${found.length} of ${before.entries.length} entries`,
      );
    if (n % 1_000 === 0) await collect();
    if (n % 1_000 === 0) context.tell(`${n} of ${count} schedules`);
  }
}

/** The disk after power failed between two moments. */
function crash(random: Random, before: Image, after: Image): { file: Buffer; wal: Buffer; kind: string } {
  if (!before.file.equals(after.file))
    return { file: mixed(random, before.file, after.file), wal: before.wal, kind: 'within a checkpoint' };
  const { file } = after;
  const isNew = !before.wal.subarray(0, HEADER).equals(after.wal.subarray(0, HEADER));
  if (!isNew) return { file, wal: mixed(random, before.wal, after.wal), kind: 'within a commit' };
  const begun = Buffer.concat([after.wal.subarray(0, HEADER), before.wal.subarray(HEADER)]);
  if (random.chance(0.2)) return { file, wal: begun, kind: 'when the WAL begins anew' };
  return { file, wal: mixed(random, begun, after.wal), kind: 'when the WAL begins anew' };
}

/** Any subset of the sectors that differ has come through; the file may have grown or not, and what is missing in it is NUL. */
function mixed(random: Random, before: Buffer, after: Buffer): Buffer {
  const likely = random.next();
  const length = Math.max(before.length, after.length);
  const disk = Buffer.alloc(length);
  before.copy(disk);
  let end = before.length;
  for (let place = 0; place < length; place += SECTOR) {
    const now = after.subarray(place, place + SECTOR);
    if (now.equals(before.subarray(place, place + SECTOR)) || !random.chance(likely)) continue;
    now.copy(disk, place);
    end = Math.max(end, place + now.length);
  }
  return random.chance(0.5) ? disk : disk.subarray(0, end);
}

/** What SQLite makes of such a disk. */
function read(path: string, file: Buffer, wal: Buffer): readonly string[] {
  mkdirSync(path);
  writeFileSync(fileOf(path), file, { mode: 0o600 });
  writeFileSync(`${fileOf(path)}-wal`, wal, { mode: 0o600 });
  try {
    const driver = photostructure(fileOf(path), 'write');
    try {
      return driver.all<{ text: string }>('SELECT text FROM entries ORDER BY seq').map(({ text }) => text);
    } finally {
      driver.close();
    }
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((text, at) => text === b[at]);

/** The end of the WAL cut off at every sector, filled with NUL, and written on by a stranger. */
async function tails(context: Context, { folder, images, findings }: Filmed): Promise<void> {
  const last = images.reduce((longest, image) => (image.wal.length > longest.wal.length ? image : longest));
  const step = SECTOR * (context.cycles >= 1 ? 1 : 8);
  for (let length = 0; length <= last.wal.length; length += step) {
    if (Date.now() > context.until) return void findings.skipped.push(`out of time: tails from ${length} bytes on`);
    findings.add('tails cut off');
    const found = read(join(folder, `cut-${length}`), last.file, last.wal.subarray(0, length));
    // a commit that was cut into is gone, whole: what is left is the journal as it was at some moment
    if (!images.some(({ entries }) => same(entries, found)))
      findings.violation('broken', `cut off after ${length} bytes`);
  }
  const foreign = { NUL: Buffer.alloc(4_096), 'a log line': Buffer.from('hello\n'), noise: noise(context.random) };
  for (const [what, tail] of Object.entries(foreign)) {
    findings.add('tails that are not ours');
    const found = read(join(folder, 'tail'), last.file, Buffer.concat([last.wal, tail]));
    if (!same(found, last.entries)) findings.violation('lost', `${what} behind the WAL: ${found.length} entries`);
  }
}

const noise = (random: Random): Buffer => Buffer.from(Array.from({ length: 5_000 }, () => random.between(0, 256)));
