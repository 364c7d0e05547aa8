// The face of @sallyport/core/testing: a whole Sallyport in a unit test, a worst-case model, and people who follow a script.
export { commandsIn, type Command } from './testing/command.js';
export { handClock, type HandClock } from './testing/hand-clock.js';
export { injections, type Injections } from './testing/injections.js';
export { matchers, type SallyportMatchers } from './testing/matchers.js';
export {
  approveEverything,
  nobody,
  scriptedReviewer,
  type ScriptedAnswer,
  type ScriptedReviewer,
  type ScriptLine,
} from './testing/reviewers.js';
export {
  testRuntime,
  type Attempt,
  type TestMail,
  type TestOptions,
  type TestRuntime,
} from './testing/test-runtime.js';
export { worstCaseModel, type WorstCaseModel, type WorstCaseOptions } from './testing/worst-case-model.js';
