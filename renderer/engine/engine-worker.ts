import { z } from 'zod';
import { sleep } from '../machine/follow-machine.ts';
import { chooseProvider, type Provider } from './choose-provider.ts';
import { offerEngine } from './offer-loop.ts';
import { createWorkRunner } from './run-work.ts';
import type { OnnxRuntime } from './runtime.ts';

/** What the page tells its worker. */
export interface StartMessage {
  /** The engine that the address asks for, or null. */
  readonly asked: string | null;
  /** The machine's name for an engine whose worker ended and that this one goes on with; null at the first start. */
  readonly offer: string | null;
}

/** What the worker tells the page at its end: another one is to go on with its offer. */
export interface EndMessage {
  readonly offer: string;
  /** Its device is gone. */
  readonly lost: boolean;
}

// The page's policy forbids making code from text, which zod would try first.
z.config({ jitless: true });

self.addEventListener('message', (event: MessageEvent<StartMessage>) => void serve(event.data), { once: true });

async function serve({ asked, offer }: StartMessage): Promise<void> {
  const provider = await chooseProvider(asked, navigator.gpu as GPU | undefined);
  if (!provider) {
    // A device that took its adapter along is as good as lost a second time.
    if (offer !== null) tell({ offer, lost: true });
    return;
  }
  const run = createWorkRunner(() => openRuntime(provider), fetchBytes);
  const tools = { fetch: (...request: Parameters<typeof fetch>) => fetch(...request), run, rest: sleep };
  // One tab at a time, the next when it closes: a second one's engine is the same device, and each waiting
  // question takes one of the six connections that a browser opens to a host, all tabs together.
  const ended = await navigator.locks.request(`engine ${provider.offer.kind}`, () =>
    offerEngine(provider.offer, offer, tools, new AbortController().signal),
  );
  if (ended.kind !== 'aborted') tell({ offer: ended.offer, lost: ended.kind === 'lost' });
}

function tell(end: EndMessage): void {
  self.postMessage(end);
}

/** Of the runtime's two builds only the one that is used is loaded. */
async function openRuntime(provider: Provider): Promise<OnnxRuntime> {
  if (!('adapter' in provider)) return (await import('./open-wasm.ts')).openWasm();
  return (await import('./gpu/open-webgpu.ts')).openWebGpu(navigator.gpu, provider.adapter);
}

async function fetchBytes(path: string): Promise<Uint8Array> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`the machine answered ${response.status} to ${path}`);
  return new Uint8Array(await response.arrayBuffer());
}
