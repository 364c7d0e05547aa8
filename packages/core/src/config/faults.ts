// Faults of a configuration, collected, and told all at once with the place of each, as a compiler does.
import { SallyportError } from '../errors.js';
import type { Position, Source, Span } from './source.js';

/** One fault: where it stands, and what is to be done about it. */
export interface ConfigFault extends Position {
  readonly message: string;
}

interface Found extends ConfigFault {
  readonly span: Span;
}

/** So many are written out; `facts.faults` has all of them. */
const TOLD = 100;

export class Faults {
  readonly #source: Source;
  readonly #found: Found[] = [];
  readonly #known = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
  }

  get any(): boolean {
    return this.#found.length > 0;
  }

  add(span: Span, message: string): void {
    const key = `${span.start} ${message}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    this.#found.push({ ...this.#source.position(span.start), message, span });
  }

  /** Throws `BAD_CONFIG` when there are any. */
  settle(): void {
    if (this.any) throw this.toError();
  }

  /** All of them, in the order of the file. */
  toError(): SallyportError {
    const { file } = this.#source;
    const sorted = this.#found.toSorted((a, b) => a.span.start - b.span.start);
    const told = sorted.slice(0, TOLD).map((one) => tell(this.#source, one.span, one.message));
    if (sorted.length > TOLD) told.push(`and ${sorted.length - TOLD} more`);
    if (sorted.length > 1) told.push(`${sorted.length} faults in ${file}`);
    const faults = Object.freeze(
      sorted.map(({ line, column, message }) => Object.freeze<ConfigFault>({ line, column, message })),
    );
    return new SallyportError('BAD_CONFIG', told.join('\n'), { file, faults });
  }
}

/** `file:line:column: message`, and the line itself with carets. */
export function tell(source: Source, span: Span, message: string): string {
  const { line, column } = source.position(span.start);
  return `${source.file}:${line}:${column}: ${message}\n${source.excerpt(span)}`;
}
