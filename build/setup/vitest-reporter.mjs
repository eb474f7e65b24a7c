import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { countUnitTests } from './report.mjs';

/** Writes what a vitest run found to RESIDUAL_UNIT_REPORT; vitest's own JSON leaves out why a test was skipped. */
export default class CountReporter {
  /** @param {readonly import('vitest/node').TestModule[]} modules */
  onTestRunEnd(modules) {
    const file = process.env.RESIDUAL_UNIT_REPORT;
    if (!file) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const results = tests.map((test) => {
      const result = test.result();
      const fullName = `${fileOf(test)} › ${test.fullName}`;
      return { fullName, state: result.state, note: result.state === 'skipped' ? result.note : undefined };
    });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(countUnitTests(results)));
  }
}

/** @param {import('vitest/node').TestCase} test */
function fileOf(test) {
  return path.basename(test.module.moduleId);
}
