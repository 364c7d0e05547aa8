// The screen as Ink draws it: one text for each line, which fits already.
import { EventEmitter } from 'node:events';
import { Box, render, Text } from 'ink';
import { createElement as h, type ReactElement, useEffect } from 'react';
import type { Size } from './stage.js';

interface ScreenProps {
  readonly lines: readonly string[];
  /** Called once the screen is gone, however the program ends. */
  readonly onGone?: () => void;
}

/** Lines, each on its own row. They are as wide as the screen at most. */
export function Screen({ lines, onGone }: ScreenProps): ReactElement {
  useEffect(() => onGone, [onGone]);
  const rows = lines.map((text, i) => h(Text, { key: i, wrap: 'truncate' }, text === '' ? ' ' : text));
  return h(Box, { flexDirection: 'column' }, ...rows);
}

/** What Ink writes its frames to: not the terminal, which is painted where it changed. */
class Frames extends EventEmitter {
  readonly #size: () => Size;
  readonly #paint: (lines: readonly string[]) => void;

  constructor(size: () => Size, paint: (lines: readonly string[]) => void) {
    super();
    this.#size = size;
    this.#paint = paint;
  }
  get columns(): number {
    return this.#size().columns;
  }
  get rows(): number {
    return this.#size().rows;
  }
  write(frame: string): boolean {
    if (frame !== '') this.#paint(frame.split('\n'));
    return true;
  }
}

export interface Mounted {
  show(lines: readonly string[]): void;
  unmount(): void;
}

/** Mounts the screen: every frame goes to `paint`, at once. */
export function mount({
  size,
  paint,
  onGone,
}: {
  readonly size: () => Size;
  readonly paint: (lines: readonly string[]) => void;
  readonly onGone: () => void;
}): Mounted {
  // `as`: Ink reads `columns` and `rows` and writes, no more
  const stdout = new Frames(size, paint) as unknown as NodeJS.WriteStream;
  const screen = (lines: readonly string[]): ReactElement => h(Screen, { lines, onGone });
  // `debug` means: every frame whole, at once, without codes that move the cursor or clear the terminal's memory
  const ink = render(screen([]), { stdout, debug: true, exitOnCtrlC: false, patchConsole: false });
  return { show: (lines) => ink.rerender(screen(lines)), unmount: () => ink.unmount() };
}
