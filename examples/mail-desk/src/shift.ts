// One process at work: it says when it is ready, and goes on until whoever started it lets go of its standard input.
import type { Runtime } from '@sallyport/core';

/** Works until standard input ends, which it does also when the parent dies, or until it is asked to stop. */
export async function shift(runtime: Runtime): Promise<void> {
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.on('SIGTERM', end).on('SIGINT', () => undefined);
  process.stdin.on('end', end).on('error', end).resume();
  runtime.on('error', ({ error, what }) =>
    console.error(`${what}: ${error instanceof Error ? error.message : String(error)}`),
  );
  console.log('ready');
  await runtime.run({ signal: stop.signal });
}
