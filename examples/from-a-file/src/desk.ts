// desk.ts: alice's side, from the same file. Here a script decides for her: the first proposal is approved.
import { loadDesk } from '@sallyport/config';
import { openDesk } from '@sallyport/core';

/** Waits for a proposal, approves exactly what it says, and says what that was. */
export async function approveFirst(file: string, env: NodeJS.ProcessEnv): Promise<string> {
  await using options = await loadDesk(file, 'alice', { env });
  const desk = await openDesk(options);
  const [item] = await until(async () => {
    const pending = await desk.pending();
    return pending.length > 0 ? pending : undefined;
  });
  await desk.approve(item!.id, { digest: item!.digest });
  return item!.parts.map(({ name, value }) => `${name} ${JSON.stringify(value)}`).join(', ');
}

/** Looks again until there is something. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const over = AbortSignal.timeout(60_000);
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    over.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
