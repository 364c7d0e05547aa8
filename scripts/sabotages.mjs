// The sabotages: one edit each that breaks a promise of docs/promises.md on purpose. Their tests must turn red.

/**
 * `promise`  the id whose tests must notice: only tests that cite it in their title are run
 * `what`     one sentence that says what is broken, as a person would say it; it stands in docs/promises.md too
 * `file`     the one file that is edited
 * `find`     a text that occurs in it exactly once
 * `replace`  what stands there instead; the file must still parse
 * `tests`    parts of the paths of the test files to run: all `.test.ts`, or all `.test-d.ts`
 *
 * @type {readonly { promise: string, what: string, file: string, find: string, replace: string, tests: readonly string[] }[]}
 */
export const sabotages = [];
