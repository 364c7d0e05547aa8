// The face of @sallyport/core/testing: a whole Sallyport in a unit test, a worst-case model, and people who follow a script.
export {
  AttackReport,
  type AttackRow,
  type AttackVerdict,
  type Blocker,
  type SafetyOptions,
} from './testing/attack-report.js';
export { attackSuite, type Attacked, type AttackOptions } from './testing/attack-suite.js';
export type { Attempt } from './testing/attempts.js';
export { commandsIn, type Command } from './testing/command.js';
export { crashPoints, type CrashPoint } from './testing/crash-points.js';
export { handClock, type HandClock } from './testing/hand-clock.js';
export { injections, type Injections } from './testing/injections.js';
export { matchers, type SallyportMatchers } from './testing/matchers.js';
export { raceReviewers, type Race, type RaceAnswer, type RaceOptions } from './testing/race-reviewers.js';
export {
  approveEverything,
  denyEverything,
  nobody,
  scriptedReviewer,
  type ScriptedAnswer,
  type ScriptedReviewer,
  type ScriptLine,
} from './testing/reviewers.js';
export {
  scriptedModel,
  type ModelLine,
  type Question,
  type ScriptedCall,
  type ScriptedModel,
  type ScriptedReply,
} from './testing/scripted-model.js';
export { testGate, type TestGate, type TestGateOptions } from './testing/test-gate.js';
export type { HouseOptions, TestHouse } from './testing/test-house.js';
export { testRuntime, type TestMail, type TestOptions, type TestRuntime } from './testing/test-runtime.js';
export { worstCaseModel, type WorstCaseModel, type WorstCaseOptions } from './testing/worst-case-model.js';
