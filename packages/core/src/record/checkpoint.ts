// Checkpoints: the world as it was folded up to a place on the chain, for the next process to begin from.
import { sha256 } from '../canonical.js';
import type { Checkpoint } from './ledger.js';
import type { EntryRow } from './store.js';
import type { WorldData } from './world-data.js';
import type { World } from './world.js';

/** Raised whenever the world keeps something else, or counts in another way: what is older is not read, and all is folded again. */
const FORMAT = 2;

interface Kept {
  readonly format: number;
  /** Of the TrustRoot under which it was folded: another one counts otherwise. */
  readonly root: string;
  readonly world: WorldData;
}

/** What is to be kept of a world, as of now. */
export function checkpointOf(world: World): Checkpoint {
  const kept: Kept = { format: FORMAT, root: world.keyring.fingerprint, world: world.data() };
  return { head: world.head, text: JSON.stringify(kept) };
}

/**
 * Brings an empty world to where a checkpoint was made. `row` is what stands in the store at its place now. False: it is not
 * the entry that stood there, or the checkpoint is not one that can be used; the world is empty still.
 */
export function restoreFrom(world: World, { head, text }: Checkpoint, row: EntryRow | undefined): boolean {
  if (row?.seq !== head.seq || sha256(row.text) !== head.hash) return false;
  // `as`: it is from this principal's own ledger, which has seen that it is what was written there
  const kept = JSON.parse(text) as Kept;
  if (kept.format !== FORMAT || kept.root !== world.keyring.fingerprint) return false;
  world.restore(kept.world);
  return true;
}
