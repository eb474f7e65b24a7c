/**
 * What one step of the tests found.
 *
 * @typedef {{
 *   passed: number,
 *   failed: number,
 *   skipped: readonly { name: string, reason: string }[],
 * }} Count
 */

/**
 * The line that tells a whole run: "12 passed, 0 failed", with what was skipped when something was.
 *
 * @param {readonly Count[]} counts
 */
export function closingLine(counts) {
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const skipped = counts.reduce((sum, count) => sum + count.skipped.length, 0);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * A step that either passes or fails as a whole.
 *
 * @param {number | null} status
 * @returns {Count}
 */
export function countStep(status) {
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: [] };
}

/**
 * Counts a report of many tests; a failing run without a failing test (no report, a crash, an error outside
 * of all tests, nothing run) counts as one failure.
 *
 * @param {Count | null} count
 * @param {number | null} status
 * @returns {Count}
 */
export function countRun(count, status) {
  if (!count) return { passed: 0, failed: 1, skipped: [] };
  const ranNothing = count.passed + count.failed + count.skipped.length === 0;
  return (status !== 0 && count.failed === 0) || ranNothing ? { ...count, failed: count.failed + 1 } : count;
}

/**
 * @typedef {{ fullName: string, state: string, note?: string | undefined }} UnitTest as vitest's reporter API tells it
 */

/**
 * @param {readonly UnitTest[]} tests
 * @returns {Count}
 */
export function countUnitTests(tests) {
  return {
    passed: tests.filter(({ state }) => state === 'passed').length,
    failed: tests.filter(({ state }) => state === 'failed' || state === 'pending').length,
    skipped: tests
      .filter(({ state }) => state === 'skipped')
      .map(({ fullName, note }) => ({ name: fullName, reason: note ?? 'its condition is not met on this machine' })),
  };
}

/**
 * @typedef {{ type: string, description?: string }} Annotation
 * @typedef {{ projectName: string, status: string, annotations: readonly Annotation[] }} PlaywrightTest
 * @typedef {{ title: string, tests: readonly PlaywrightTest[] }} PlaywrightSpec
 * @typedef {{ title: string, specs?: readonly PlaywrightSpec[], suites?: readonly PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ suites: readonly PlaywrightSuite[], errors?: readonly unknown[] }} PlaywrightReport
 */

/**
 * @param {PlaywrightReport} report of Playwright's JSON reporter
 * @returns {Count}
 */
export function countPlaywright(report) {
  const tests = report.suites.flatMap((suite) => testsOf(suite, ''));
  return {
    passed: tests.filter(({ test }) => test.status === 'expected' || test.status === 'flaky').length,
    failed: tests.filter(({ test }) => test.status === 'unexpected').length,
    skipped: tests
      .filter(({ test }) => test.status === 'skipped')
      .map(({ name, test }) => ({ name: `[${test.projectName}] ${name}`, reason: skipReason(test) })),
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @param {string} parent
 * @returns {{ name: string, test: PlaywrightTest }[]}
 */
function testsOf(suite, parent) {
  const name = parent ? `${parent} › ${suite.title}` : suite.title;
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({ name: `${name} › ${spec.title}`, test })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => testsOf(child, name))];
}

/** @param {PlaywrightTest} test */
function skipReason(test) {
  const annotation = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
  return annotation?.description ?? 'not run';
}
