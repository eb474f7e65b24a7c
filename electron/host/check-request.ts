/** What of a request tells where it comes from. */
export interface Sender {
  readonly method: string;
  readonly pathname: string;
  readonly host: string | null;
  readonly origin: string | null;
  /** Sec-Fetch-Site: every browser of today sends it. */
  readonly site: string | null;
}

/**
 * Why a request must not be answered, or null. A page of another origin can send requests here in the
 * user's name; a name that was rebound to 127.0.0.1 can even read the answers: Host, Origin and
 * Sec-Fetch-Site tell them apart. Other ports of this machine are other origins, though the same site.
 */
export function refuseSender({ method, pathname, host, origin, site }: Sender, port: number): string | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!host || !hosts.includes(host)) return 'The address is not this host’s.';
  const fromUs = origin !== null && origin === `http://${host}`;
  if (origin !== null && !fromUs) return 'The request comes from another page.';
  if (method !== 'GET' && method !== 'HEAD') {
    return fromUs || site === 'same-origin' ? null : 'The request does not say where it comes from.';
  }
  // A link anywhere may open the page itself; nobody else's page may load what it is made of.
  if (pathname !== '/' && site !== null && site !== 'same-origin' && site !== 'none') {
    return 'The request comes from another page.';
  }
  return null;
}
