import { describe, expect, it } from 'vitest';
import { createSession } from '../../../../electron/host/session.ts';

describe('the session of the browser host', () => {
  it('gives a cookie for its token once, that no script and no other site can use', () => {
    const session = createSession(7316);
    expect(session.redeem('')).toBeNull();
    expect(session.redeem(`${session.token}x`)).toBeNull();
    const cookie = session.redeem(session.token);
    expect(cookie).toMatch(/^residual-7316=[\w-]{40,}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(session.redeem(session.token)).toBeNull();
  });

  it('admits its cookie among others, and nothing else', () => {
    const session = createSession(7316);
    const cookie = session.redeem(session.token)!.split(';')[0]!;
    expect(session.admits(`other=1; ${cookie}; more=2`)).toBe(true);
    for (const wrong of [null, undefined, '', 'residual-7316=', `${cookie}x`, cookie.replace('7316', '7317')]) {
      expect(session.admits(wrong)).toBe(false);
    }
    expect(createSession(7316).admits(cookie)).toBe(false);
  });
});
