// The terminal's face: a plain, line-by-line reviewer, and the screens that it prints.
export { terminal } from './terminal/reviewer.js';
export { queueScreen, reportScreen, textScreen } from './screen.js';
export type { DeskPort } from './desk-port.js';
export type { ScreenOptions } from './screen.js';
export type { Input } from './terminal/keyboard.js';
export type { Output } from './terminal/printer.js';
export type { Reviewer, TerminalOptions } from './terminal/reviewer.js';
