// The inbox's face: the view model that every screen draws, and the escapes that make foreign text fit to be shown.
export { block, unblock } from './block.js';
export { html, quoted, render, unrender } from './escape.js';
export { reportView } from './letter.js';
export { viewQueue } from './queue.js';
export { queueScreen, reportScreen, textScreen } from './screen.js';
export { viewOf } from './view.js';
export type { DeskMessage, DeskPort, Notice, Report } from './desk-port.js';
export type { Change, Field, Source, Value } from './field.js';
export type { Flag } from './flags.js';
export type { FlowView } from './flow.js';
export type { Fold, Passage } from './fold.js';
export type { ViewContext } from './known.js';
export type { LetterView, ReportView } from './letter.js';
export type { Group, QueueView, Waiting } from './queue.js';
export type { Risk, RiskLevel } from './risk.js';
export type { ScreenOptions } from './screen.js';
export type { View } from './view.js';
export type { Tone, Trust } from './words.js';
