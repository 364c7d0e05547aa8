// What has to be undone when a run is broken off: whoever makes something that outlives the process says here how it goes away.

type Undo = () => Promise<void>;

const made = new Set<Undo>();
let leaving = false;

/** Keeps `undo` for a run that is broken off. Answers how to say that it is done. */
export function onLeaving(undo: Undo): () => void {
  made.add(undo);
  return () => void made.delete(undo);
}

export const isLeaving = (): boolean => leaving;

/** Undoes everything, the newest first. What cannot be undone must not keep the rest from it. */
export async function leave(): Promise<void> {
  leaving = true;
  for (let last = [...made].at(-1); last !== undefined; last = [...made].at(-1)) {
    made.delete(last);
    await last().catch((error: unknown) => console.error(`left behind: ${String(error)}`));
  }
}
