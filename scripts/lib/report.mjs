// Reads vitest's JSON report: how many tests, and what became of each.

/** Every test of a report: `{ file, title, status, message }`, status 'passed', 'failed' or 'skipped'. */
export const testsOf = (report) =>
  report.testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName: title, status, failureMessages = [] }) => ({
      file,
      title,
      status: status === 'passed' || status === 'failed' ? status : 'skipped',
      message: failureMessages.join('\n'),
    })),
  );

/** Files that failed as a whole: they did not load, or a type error stands outside of their tests. */
export const brokenFilesOf = (report) =>
  report.testResults
    .filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.every((t) => t.status !== 'failed'),
    )
    .map(({ name: file, message }) => ({ file, message }));

/** `{ passed, failed, skipped }`; a file that failed as a whole counts as one failed test. */
export function countOf(report) {
  const count = { passed: 0, failed: brokenFilesOf(report).length, skipped: 0 };
  for (const { status } of testsOf(report)) count[status] += 1;
  return count;
}
