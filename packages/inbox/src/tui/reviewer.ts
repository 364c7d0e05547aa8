// A reviewer at a full screen: everything that waits, read and answered with the keyboard alone.
import { SallyportError } from '@sallyport/core';
import type { DeskPort } from '../desk-port.js';
import type { ViewContext } from '../known.js';
import { faultOf } from '../queue.js';
import { Changes } from '../terminal/changes.js';
import type { Input } from '../terminal/keyboard.js';
import { mustFit } from '../options.js';
import { SEAT, type Reviewer, type TerminalOptions } from '../terminal/reviewer.js';
import { App } from './app.js';
import { Keyboard } from './keyboard.js';
import { type Output, type Size, Stage } from './stage.js';

/** As those of `terminal()`; input and output are a terminal each. */
export interface TuiOptions extends Omit<TerminalOptions, 'output' | 'width'> {
  readonly output?: Output;
}

/**
 * A reviewer at this terminal, on the whole screen: what waits, people and agents, notices, standing grants. Each question takes
 * only a key that was pressed, alone, once it stood on the screen. The terminal is left as it was found. It needs `ink` and
 * `react` beside this package.
 *
 * @throws SallyportError `BAD_OPTION` when stdin or stdout is no terminal and no other is given: nobody could answer.
 * @example
 * ```ts
 * import { tui } from '@sallyport/inbox/tui';
 *
 * const atScreen = () => tui({ known: ['bob@example.com'] });
 * ```
 */
export function tui(options: TuiOptions = {}): Reviewer {
  mustFit('tui()', options, SEAT);
  const { input = process.stdin, output = process.stdout, known = [], contacts, now = Date.now } = options;
  for (const [option, { isTTY }] of Object.entries({ input, output })) {
    if (isTTY === true) continue;
    throw new SallyportError(
      'BAD_OPTION',
      `tui() has nobody to ask: its ${option} is not a terminal. Start it in a terminal, or review with terminal(), on the page, or in another process`,
      { option },
    );
  }
  const color = options.color ?? (process.env['NO_COLOR'] ?? '') === '';
  const context = (): ViewContext => ({ known, ...(contacts && { contacts }), now: now() });
  return Object.freeze({
    review: (desk: DeskPort, { signal }: { signal: AbortSignal }) =>
      sit(desk, { input, output, signal, context, color }),
  });
}

interface Place {
  readonly input: Input;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly context: () => ViewContext;
  readonly color: boolean;
}

async function sit(desk: DeskPort, place: Place): Promise<void> {
  const { signal } = place;
  if (signal.aborted) return;
  const { mount } = await screen();
  const ends = new AbortController();
  let leave = (_error?: unknown): void => undefined;
  const over = new Promise<unknown>((resolve) => (leave = resolve));
  let draw = (): void => undefined;
  const stage = new Stage(place.output, () => draw());
  const size = (): Size => stage.size;
  const onRepaint = (): void => (stage.forget(), draw());
  const events = { onChange: () => draw(), onQuit: () => leave(), onRepaint, onFault: leave };
  const app = await App.open({ desk, context: place.context, color: place.color, size, ...events });
  stage.enter();
  const ink = mount({ size, paint: (lines) => stage.paint(lines), onGone: () => stage.leave() });
  using keyboard = new Keyboard(place.input, { onPress: (press) => app.press(press), onEnd: () => leave() });
  draw = () => {
    ink.show(app.frame());
    keyboard.stands(app.question);
  };
  follow(app, desk, AbortSignal.any([signal, ends.signal]));
  signal.addEventListener('abort', () => leave(), { signal: ends.signal });
  if (signal.aborted) leave();
  try {
    draw();
    const error = await over;
    if (error !== undefined) throw error;
  } finally {
    draw = () => undefined;
    ends.abort();
    ink.unmount();
    stage.leave();
  }
}

/** Has the desk read anew whenever something changes there. */
function follow(app: App, desk: DeskPort, signal: AbortSignal): void {
  const changes = new Changes();
  changes.subscribe(() => void app.look());
  const onFault = (error: unknown): void => app.say(`news of the desk stopped: ${faultOf(error)}`, 'bad');
  void changes.follow(desk, signal, onFault);
}

/** Ink and React are loaded when somebody sits down, and are not needed before. */
async function screen(): Promise<typeof import('./screen.js')> {
  try {
    return await import('./screen.js');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new SallyportError('BAD_OPTION', 'tui() draws with Ink: add ink@^6.8 and react@^19 to your dependencies', {});
  }
}
