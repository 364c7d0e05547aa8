// The full-screen terminal’s face.
export { tui } from './tui/reviewer.js';
export type { DeskPort } from './desk-port.js';
export type { Input } from './terminal/keyboard.js';
export type { Reviewer } from './terminal/reviewer.js';
export type { TuiOptions } from './tui/reviewer.js';
export type { Output } from './tui/stage.js';
