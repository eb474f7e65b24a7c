import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { findPlaces } from '../../electron/engine/places.ts';

/** Prints what a figure has to be told with, and what else is known of the run. */
export function printFacts(facts: Readonly<Record<string, string | number | null>>): void {
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${value ?? 'not known'}`);
}

/** What a figure has to be told with: the machine and the versions. */
export function machineFacts() {
  const { root, version } = findPlaces(import.meta.url);
  const runtime = path.join(root, 'node_modules/onnxruntime-node/package.json');
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    threads: os.availableParallelism(),
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    residual: version,
    node: process.versions.node,
    onnxruntime: (JSON.parse(readFileSync(runtime, 'utf8')) as { version: string }).version,
    sharp: sharp.versions.sharp ?? 'unknown',
  };
}
