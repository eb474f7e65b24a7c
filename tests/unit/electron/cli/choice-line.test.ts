import { describe, expect, it } from 'vitest';
import { choiceLine } from '../../../../electron/cli/choice-line.ts';

const advice = { kind: 'photo', certainty: 0.9, noise: 12.3, quality: 60 } as const;

describe('what the command line says of a choice', () => {
  it('is what was seen and what is done', () => {
    const reason = { code: 'degraded-photo', advice, missed: null } as const;
    expect(choiceLine('photo.jpg', { model: 'restore', cleanup: 0.46, reason })).toBe(
      'photo.jpg: photo, noise 12, JPEG 60 → restore, cleanup 46 %',
    );
    const clean = { ...reason, code: 'clean-photo', advice: { ...advice, noise: 0.4, quality: null } } as const;
    expect(choiceLine('a.png', { model: 'photo', cleanup: null, reason: clean })).toBe('a.png: photo, noise 0 → photo');
  });

  it('names the model that could not be had, and a photo that nobody looked at', () => {
    const missed = { model: 'restore', because: 'scale' } as const;
    const reason = { code: 'degraded-photo', advice, missed } as const;
    expect(choiceLine('a.jpg', { model: 'photo', cleanup: null, reason })).toBe(
      'a.jpg: photo, noise 12, JPEG 60 → photo (restore does not make this size)',
    );
    const blind = { code: 'no-advice', advice: null, missed: { model: 'photo', because: 'absent' } } as const;
    expect(choiceLine('a.jpg', { model: 'photo-fast', cleanup: null, reason: blind })).toBe(
      'a.jpg: not looked at → photo-fast (photo is not installed)',
    );
  });

  it('is nothing where the user had said everything', () => {
    expect(choiceLine('a.jpg', { model: 'photo', cleanup: null, reason: null })).toBeNull();
  });
});
