// until.ts: looks again until there is something.

/** Rejects after a minute. */
export async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const over = Date.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > over) throw new Error(`waited a minute, and still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
