// The face `@sallyport/tools/record`: importing it is the capability to write things down for a person.
export type { FolderOptions } from './record/folder-operations.js';
export type { LogFileOptions } from './record/log-file.js';
export type { DocumentOperations, LogOperations } from './record/operations.js';
export { draftWriter, eventLogger, taskWriter } from './record/recorders.js';
export type { DocumentOptions, DraftTool, EventTool, LogOptions, TaskTool } from './record/recorders.js';
