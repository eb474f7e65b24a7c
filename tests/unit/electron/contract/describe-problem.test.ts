import { describe, expect, it } from 'vitest';
import { describeProblem } from '../../../../electron/contract/describe-problem.ts';
import { ProblemError, problemCodes, problemOf, problemSchema } from '../../../../electron/contract/problem.ts';

describe('the words for a problem', () => {
  it.each(problemCodes)('%s names its subject, a reason and what to do, and leaves no gap', (code) => {
    const { sentence, reason, hint } = describeProblem({
      code,
      subject: 'holiday.webp',
      values: {
        width: 20480,
        height: 100,
        limit: 16383,
        format: 'WebP',
        megapixels: 9,
        needed: 5e6,
        free: 1e6,
        frames: 3,
        folder: 'out',
        output: 'a',
        scale: 4,
        scales: '×2',
      },
    });
    expect(sentence.startsWith('holiday.webp: ')).toBe(true);
    expect(reason.length).toBeGreaterThan(10);
    expect(hint).toMatch(/^[A-Z`].*\.$/);
    expect(sentence).not.toMatch(/undefined|NaN|\bnull\b/);
  });

  it.each(problemCodes)('%s speaks of options on the command line alone', (code) => {
    const problem = { code, subject: 'a', values: {} };
    expect(describeProblem(problem).hint).not.toMatch(/--|residual [a-z]+/);
    expect(describeProblem(problem, 'terminal').reason).toBe(describeProblem(problem).reason);
  });

  it('names the option that helps on the command line', () => {
    const problem = { code: 'no-pictures', subject: 'album', values: {} } as const;
    expect(describeProblem(problem, 'terminal').hint).toContain('--recursive');
  });

  it('has the numbers in it', () => {
    const values = { width: 20480, height: 100, limit: 16383, format: 'WebP', instead: 'PNG' };
    expect(describeProblem({ code: 'side-too-long', subject: 'holiday.webp', values }).sentence).toBe(
      'holiday.webp: the result would be 20,480 × 100 px; WebP ends at 16,383 a side. Save as PNG, or choose a smaller scale.',
    );
  });
});

describe('a problem as data', () => {
  it('survives every border as it is', () => {
    const { problem } = new ProblemError('disk-full', 'a.png', { needed: 3e9, free: 1e9 });
    expect(problemSchema.parse(JSON.parse(JSON.stringify(problem)))).toEqual(problem);
    expect(problemOf(new ProblemError('damaged', 'b.png'), 'other')).toEqual({
      code: 'damaged',
      subject: 'b.png',
      values: {},
    });
  });

  it('keeps the words of what nobody foresaw', () => {
    expect(problemOf(new Error('the moon'), 'a.png')).toEqual({
      code: 'unexpected',
      subject: 'a.png',
      values: { detail: 'the moon' },
    });
    expect(problemOf('text', 'a.png').values.detail).toBe('text');
  });
});
