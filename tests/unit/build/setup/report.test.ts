import { describe, expect, it } from 'vitest';
import { closingLine, countPlaywright, countRun, countStep, countUnitTests } from '../../../../build/setup/report.mjs';

const skip = { name: 'a', reason: 'b' };

describe('the last line of npm test', () => {
  it('sums every step', () => {
    const counts = [countStep(0), countStep(2), { passed: 40, failed: 3, skipped: [] }];
    expect(closingLine(counts)).toBe('41 passed, 4 failed');
  });

  it('tells of skipped tests only when there are some', () => {
    expect(closingLine([{ passed: 1, failed: 0, skipped: [skip, skip] }])).toBe('1 passed, 0 failed, 2 skipped');
  });
});

describe('a run counts as failed', () => {
  const good = { passed: 2, failed: 0, skipped: [] };

  it('when it wrote no report', () => expect(countRun(null, 0).failed).toBe(1));
  it('when it ended badly though no test failed', () => expect(countRun(good, 1).failed).toBe(1));
  it('when it was ended by a signal', () => expect(countRun(good, null).failed).toBe(1));
  it('when it ran nothing', () => expect(countRun({ passed: 0, failed: 0, skipped: [] }, 0).failed).toBe(1));
  it('once for each failing test and not once more', () => {
    expect(countRun({ ...good, failed: 3 }, 1).failed).toBe(3);
  });
  it('not when every test passed', () => expect(countRun(good, 0)).toEqual(good));
});

describe('reports', () => {
  it('of unit tests give each skipped test with its reason', () => {
    const count = countUnitTests([
      { fullName: 'one', state: 'passed' },
      { fullName: 'two', state: 'failed' },
      { fullName: 'three', state: 'pending' },
      { fullName: 'four', state: 'skipped', note: 'root reads everything' },
      { fullName: 'five', state: 'skipped' },
    ]);
    expect(count).toEqual({
      passed: 1,
      failed: 2,
      skipped: [
        { name: 'four', reason: 'root reads everything' },
        { name: 'five', reason: 'its condition is not met on this machine' },
      ],
    });
  });

  it('of end-to-end tests are read through nested suites', () => {
    const test = (status: string, annotations: { type: string; description?: string }[] = []) => ({
      projectName: 'browser-host',
      status,
      annotations,
    });
    const count = countPlaywright({
      suites: [
        {
          title: 'drop.spec.ts',
          specs: [{ title: 'a photo', tests: [test('expected'), test('flaky')] }],
          suites: [
            {
              title: 'bad files',
              specs: [
                { title: 'text', tests: [test('unexpected')] },
                { title: 'window', tests: [test('skipped', [{ type: 'skip', description: 'no Electron here' }])] },
                { title: 'later', tests: [test('skipped')] },
              ],
            },
          ],
        },
      ],
    });
    expect(count).toEqual({
      passed: 2,
      failed: 1,
      skipped: [
        { name: '[browser-host] drop.spec.ts › bad files › window', reason: 'no Electron here' },
        { name: '[browser-host] drop.spec.ts › bad files › later', reason: 'not run' },
      ],
    });
  });
});
