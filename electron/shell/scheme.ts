import { protocol, type Session } from 'electron';

/** The page's own address: an origin of its own, as secure as https, which no other program can serve. */
export const pageAddress = 'residual://app/';

const scheme = 'residual';
const host = 'app';

/** Before the app is ready: the scheme gets what a page on https has. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

/** Answers every request to the page's origin, and keeps the page from all others. */
export function serveScheme(session: Session, fetch: (request: Request) => Promise<Response>): void {
  session.protocol.handle(scheme, (request) =>
    isOurs(request.url) ? fetch(request) : new Response(null, { status: 404 }),
  );
  // The policy on every page forbids it already; nothing of ours ever asks the network.
  const urls = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'];
  session.webRequest.onBeforeRequest({ urls }, (_, answer) => answer({ cancel: true }));
  session.setPermissionRequestHandler((_, __, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}

/** Is it an address of the page's origin? */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${scheme}:` && url.host === host;
}
