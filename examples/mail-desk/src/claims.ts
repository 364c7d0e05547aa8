// What the run claims, and whether it is so: each with the promise that it shows, so that a failure has a name.

export interface Claim {
  /** Of docs/promises.md. */
  readonly promise: string;
  readonly says: string;
  readonly holds: boolean;
  /** What was found instead. */
  readonly found?: string;
}

export class Claims {
  readonly all: Claim[] = [];

  /** `holds` may be a sentence that says what is wrong; `undefined` then means that nothing is. */
  add(promise: string, says: string, holds: boolean | string | undefined): void {
    const isSo = holds === true || holds === undefined;
    this.all.push({ promise, says, holds: isSo, ...(typeof holds === 'string' && { found: holds }) });
  }
  get broken(): readonly Claim[] {
    return this.all.filter(({ holds }) => !holds);
  }
}

/** `undefined` when both hold the same texts, each as often; else what only one of them holds. */
export function difference(found: readonly string[], wanted: readonly string[]): string | undefined {
  const left = [...wanted];
  const more = found.filter((text) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const say = (what: string, texts: readonly string[]): string[] =>
    texts.length === 0 ? [] : [`${what}: ${texts.join(' | ')}`];
  const all = [...say('too many', more), ...say('missing', left)];
  return all.length === 0 ? undefined : all.join('; ').slice(0, 1_000);
}
