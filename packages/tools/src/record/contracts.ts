// The contracts of `@sallyport/tools/record`, as data: importing them lets nobody write anything.
import { contract } from '@sallyport/core/tool';
import { draftInput, eventInput, recorded, taskInput } from './record-schema.js';

/** None of their arguments decides where they land, and a second attempt at one call changes nothing. */
const terms = { output: recorded, outsider: [], control: [], idempotent: true } as const;

/** A task for a person, in a folder of the developer's. */
export const createTask = contract({
  name: 'create_task',
  effect: 'task',
  resource: 'tasks',
  input: taskInput,
  ...terms,
});

/** A draft that a person may use, in a folder of the developer's. Nothing is sent. */
export const saveDraft = contract({
  name: 'save_draft',
  effect: 'draft',
  resource: 'drafts',
  input: draftInput,
  ...terms,
});

/** A line in a log that only grows. */
export const logEvent = contract({ name: 'log_event', effect: 'log', resource: 'log', input: eventInput, ...terms });
