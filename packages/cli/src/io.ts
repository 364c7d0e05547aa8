// What a command sees of its surroundings: the streams, the environment, the folder. A test brings its own.

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(raw: boolean): unknown };

export interface Io {
  readonly input: Input;
  readonly output: Output;
  /** Errors, warnings and questions: what is asked for stands in `output` alone. */
  readonly error: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Aborts when the person wants to leave. */
  readonly signal: AbortSignal;
}

/** Is there somebody who sees a question and can answer it? */
export const isAttended = ({ input, error }: Io): boolean => input.isTTY === true && error.isTTY === true;
