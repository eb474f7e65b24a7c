import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Who may use the host: whoever had the printed address first, by a cookie from then on. */
export interface Session {
  /** For the printed address; works once. */
  readonly token: string;
  /** @returns the Set-Cookie line, or null when the token is wrong or was used before. */
  redeem(token: string): string | null;
  /** Does a request's Cookie line hold the session's cookie? */
  admits(cookies: string | null | undefined): boolean;
}

/** @param port part of the cookie's name: cookies are shared by all ports of one address. */
export function createSession(port: number): Session {
  const token = randomBytes(24).toString('base64url');
  const secret = randomBytes(32).toString('base64url');
  const cookie = `residual-${port}`;
  let used = false;
  return {
    token,
    redeem: (given) => {
      if (used || !isSame(given, token)) return null;
      used = true;
      return `${cookie}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits: (cookies) =>
      (cookies ?? '').split(';').some((one) => {
        const [name, ...value] = one.trim().split('=');
        return name === cookie && isSame(value.join('='), secret);
      }),
  };
}

/** Compares in a time that tells nothing of where they differ. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
