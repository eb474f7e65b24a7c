import { type Browser, chromium } from '@playwright/test';
import { ensureBuilt } from '../../build/setup/built.mjs';
import { findChromium } from '../../build/setup/find-chromium.mjs';
import { forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import { serveMachine } from '../../electron/host/serve.ts';
import { type OpenedMachine, openMachine } from '../../electron/machine/open-machine.ts';

export interface BenchApp {
  readonly machine: OpenedMachine;
  readonly browser: Browser;
  /** Admits one page, once. */
  readonly url: string;
  close(): Promise<void>;
}

/** The app in the browser host and a Chromium without a graphics card, its screen built from the present sources. */
export async function openApp(): Promise<BenchApp> {
  const places = findPlaces(import.meta.url);
  const problem = await ensureBuilt(places.root, { say: console.error });
  if (problem) throw new Error(problem);
  const executablePath = await findChromium(places.root);
  if (!executablePath) throw new Error('There is no Chromium here; npm test fetches one.');
  const machine = await openMachine({
    places,
    host: { kind: 'browser' },
    spawnEngine: forkEngineProcess(places.engineEntry),
  });
  const host = await serveMachine(machine, 0);
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  return {
    machine,
    browser,
    url: host.url,
    close: async () => {
      await browser.close();
      await host.close();
      await machine.close();
    },
  };
}
