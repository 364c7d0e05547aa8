// Disks that fail: each write of each process in its turn is refused, half done, or done and denied; and a real small disk that fills up.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DISK_FAULTS, FaultyDisk, type DiskFault } from '../faults/disk.js';
import { audit } from '../house/audit.js';
import { furnish } from '../house/house.js';
import { handle, isStoreFailure, live, SEATS, type Seat } from '../house/life.js';
import { fileOf, openStore } from '../house/store.js';
import { inFolder, until } from '../lib/folder.js';
import { onLeaving } from '../lib/leaving.js';
import { Findings, type Context, type Part } from '../lib/part.js';

/** Mails of one life: one is approved and sent, one is put, one denied, one edited. */
const MAILS = [0, 1, 3, 7];

export const disk: Part = {
  name: 'disk',
  what: 'ENOSPC, EIO, EROFS, a failed fsync and a short write at every n-th write of every process; a real tmpfs that is full or read-only',
  cycles: 1,
  needs: { store: 'sqlite', why: 'it breaks the one file of a store' },
  run: async (context) => {
    const findings = new Findings();
    // `as`: the keys of the table are its type's own
    for (const fault of Object.keys(DISK_FAULTS) as DiskFault[])
      for (const seat of SEATS) {
        await everyWrite(context, { fault, seat }, findings);
        context.tell(`${fault} at each write of '${seat}'`);
      }
    await realDisk(context, findings);
    return findings;
  },
};

/** One life for each write there is, until one ends without having come to it. In a short run only every so many. */
async function everyWrite(
  { until: end, cycles, random }: Context,
  { fault, seat }: { readonly fault: DiskFault; readonly seat: Seat },
  findings: Findings,
): Promise<void> {
  const step = (): number => (cycles >= 1 ? 1 : random.between(1, Math.ceil(2 / cycles)));
  for (let nth = step(); ; nth += step()) {
    if (Date.now() > end) return void findings.skipped.push(`out of time: ${fault} at '${seat}' from write ${nth} on`);
    const one = await inFolder((folder) => oneLife(folder, { seat, disk: new FaultyDisk(fault, nth) }), { fast: true });
    findings.take(one);
    if (!one.counts.has('failed writes')) return;
  }
}

async function oneLife(
  folder: string,
  { seat, disk: faulty }: { readonly seat: Seat; readonly disk: FaultyDisk },
): Promise<Findings> {
  furnish(folder);
  const findings = new Findings();
  await using _kept = await openStore('sqlite', { folder });
  const insist = insistOn(findings);
  const open = (who: Seat) =>
    insist(() => openStore('sqlite', { folder, ...(who === seat && { wrap: (connect) => faulty.connect(connect) }) }));
  await live({ folder, open }, async (life) => {
    for (const n of MAILS) await handle(life, n, insist);
    for (const error of life.faults)
      if (!isStoreFailure(error)) findings.violation('broken', `in the background: ${String(error)}`);
  });
  if (faulty.hasFailed) findings.add('failed writes');
  if (faulty.wasWritten) findings.add('written, and said to have failed');
  findings.take(await audit('sqlite', folder));
  return findings;
}

/** Whoever is told that the store has failed tries again, as people do; anything else is a fault. */
const insistOn =
  (findings: Findings) =>
  async <T>(work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isStoreFailure(error) || attempt === 3) throw error;
        findings.add('told that the store failed');
      }
    }
  };

/** A small tmpfs of its own; needs root, and says so where it is not. */
async function realDisk(context: Context, findings: Findings): Promise<void> {
  const sizes = context.cycles >= 1 ? 48 : 3;
  const filled = await onSmallDisk(async (place) => {
    for (let n = 0; n < sizes && Date.now() < context.until; n += 1) {
      const room = n * Math.ceil(384 / sizes);
      const small = join(place, `${n}`);
      mkdirSync(small);
      findings.take(await inFolder((outside) => fillUp(small, outside, room)));
      rmSync(small, { recursive: true });
      context.tell(`a full disk, ${n + 1} of ${sizes}`);
    }
    findings.outOfTime(sizes - (findings.counts.get('disks filled up') ?? 0), 'full disks');
  });
  const protectedOnes = await onSmallDisk((place) => readOnly(place, findings));
  if (!filled || !protectedOnes)
    findings.skipped.push('the real disk: no tmpfs can be mounted here (that takes root on Linux)');
}

/** False where there can be none. */
async function onSmallDisk(work: (place: string) => Promise<void>): Promise<boolean> {
  return inFolder(async (folder) => {
    const place = join(folder, 'disk');
    mkdirSync(place);
    if (!mount(place, ['-t', 'tmpfs', '-o', 'size=8m', 'torture'])) return false;
    // lazily: the binding lets go of a closed file only when it is collected
    const unmount = (): void => void execFileSync('umount', ['-l', place]);
    const isGone = onLeaving(async () => unmount());
    try {
      await work(place);
    } finally {
      unmount();
      isGone();
    }
    return true;
  });
}

function mount(place: string, args: readonly string[]): boolean {
  try {
    execFileSync('mount', [...args, place], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Leaves `room` KiB, lives until nothing goes on any more, makes room, and lives on. Only the store lies on the small disk. */
async function fillUp(small: string, outside: string, room: number): Promise<Findings> {
  const filler = join(small, 'filler');
  furnish(outside);
  const findings = new Findings();
  const open = () => openStore('sqlite', { folder: small });
  await live({ folder: outside, open }, async (life) => {
    await handle(life, 0);
    fill(filler, room);
    const insist = insistOn(findings);
    for (let n = 1, isFull = false; n < 400 && !isFull; n += 1) {
      const handled = handle(life, n, insist).then(
        () => true,
        (error: unknown) => isStoreFailure(error) || Promise.reject(error),
      );
      // what cannot go on for want of room goes on as soon as there is some
      const stuck = until(async () => (life.faults.length > 0 ? false : undefined), { ms: 60_000 });
      const before = findings.counts.get('told that the store failed') ?? 0;
      const first = await Promise.race([handled, stuck]);
      isFull = first === false || (findings.counts.get('told that the store failed') ?? 0) > before;
      if (isFull) rmSync(filler);
      await handled;
      life.faults.length = 0;
    }
    findings.add('disks filled up');
    await handle(life, 401, insist);
  });
  findings.take(await audit('sqlite', outside, small));
  return findings;
}

/** Fills the disk up to `room` KiB. */
function fill(file: string, room: number): void {
  const block = Buffer.alloc(4_096, 1);
  const blocks: Buffer[] = [];
  try {
    for (;;) {
      blocks.push(block);
      writeFileSync(file, block, { flag: 'a' });
    }
  } catch {
    // full: now the last ones go again
  }
  const { size } = statSync(file);
  rmSync(file);
  writeFileSync(file, Buffer.alloc(Math.max(0, size - room * 1_024), 1));
}

async function readOnly(place: string, findings: Findings): Promise<void> {
  await inFolder(async (folder) => {
    furnish(folder);
    await live({ folder, open: () => openStore('sqlite', { folder }) }, (life) => handle(life, 0));
    copyFileSync(fileOf(folder), fileOf(place));
  });
  mount(place, ['-o', 'remount,ro']);
  const told = await openStore('sqlite', { folder: place }).then(
    () => 'it opens',
    (error: unknown) => (isStoreFailure(error) ? String(error) : `another error: ${String(error)}`),
  );
  findings.add('read-only disks');
  if (!told.includes('read-only')) findings.violation('broken', `a store on a read-only disk: ${told}`);
}
