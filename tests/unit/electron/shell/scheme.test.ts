import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('electron', async () => (await import('../../../support/fake-electron.ts')).fakeElectron());
const electron = (await import('electron')) as unknown as ReturnType<
  typeof import('../../../support/fake-electron.ts').fakeElectron
>;
const { isOurs, registerScheme, serveScheme } = await import('../../../../electron/shell/scheme.ts');

beforeEach(() => void vi.clearAllMocks());

describe('the page’s own address', () => {
  it('is an origin of its own, with what https gives', () => {
    registerScheme();
    const [[schemes]] = electron.protocol.registerSchemesAsPrivileged.mock.calls as [
      [{ scheme: string; privileges: object }[]],
    ];
    expect(schemes[0]).toMatchObject({ scheme: 'residual', privileges: { standard: true, secure: true } });
  });

  it.each([
    ['residual://app/', true],
    ['residual://app/index.html?engine=wasm', true],
    ['residual://other/', false],
    ['residual://app.evil.example/', false],
    ['https://app/', false],
    ['file:///etc/passwd', false],
    ['', false],
  ])('%s: %s', (address, ours) => {
    expect(isOurs(address)).toBe(ours);
  });

  it('is answered by the machine, every other one by nobody', async () => {
    const fetch = vi.fn(async () => new Response('machine'));
    const session = electron.session.defaultSession;
    serveScheme(session as never, fetch);
    const handle = session.protocol.handle.mock.calls[0]![1] as (request: Request) => Promise<Response>;
    expect(await (await handle(new Request('residual://app/api/x'))).text()).toBe('machine');
    expect((await handle(new Request('residual://other/api/x'))).status).toBe(404);
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('keeps the page from the network, from permissions and from downloads', () => {
    const session = electron.session.defaultSession;
    serveScheme(session as never, async () => new Response());
    const [filter, onRequest] = session.webRequest.onBeforeRequest.mock.calls[0]!;
    expect(filter.urls).toContain('https://*/*');
    const answer = vi.fn();
    onRequest({}, answer);
    expect(answer).toHaveBeenCalledWith({ cancel: true });
    const granted = vi.fn();
    session.setPermissionRequestHandler.mock.calls[0]![0](null, 'camera', granted);
    expect(granted).toHaveBeenCalledWith(false);
    expect(session.setPermissionCheckHandler.mock.calls[0]![0]()).toBe(false);
    const preventDefault = vi.fn();
    session.emit('will-download', { preventDefault });
    expect(preventDefault).toHaveBeenCalled();
  });
});
