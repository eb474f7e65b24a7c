/**
 * Speed of the native engine by tile size, context included.
 *
 *   npm run bench -- tiles [--sizes 64,128,192,256,384,512] [--scale 4]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEnginePool } from '../../electron/engine/engine-pool.ts';
import { loadModels } from '../../electron/engine/models.ts';
import { createNativeEngine, type EngineProcess, forkEngineProcess } from '../../electron/engine/native-engine.ts';
import { findPlaces } from '../../electron/engine/places.ts';
import type { Scale } from '../../models/inference/tile.ts';

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { sizes: { type: 'string', default: '64,128,192,256,384,512' }, scale: { type: 'string', default: '4' } },
});
const places = findPlaces(import.meta.url);
const network = (await loadModels(places.weights)).network('photo-fast', Number(values.scale) as Scale);
const signal = new AbortController().signal;

console.log('tile px   ms a tile   output Mpx/s   engine MB');
for (const side of values.sizes.split(',').map(Number)) {
  const processes: EngineProcess[] = [];
  const fork = forkEngineProcess(places.engineEntry);
  const pool = createEnginePool([
    createNativeEngine(() => {
      const child = fork();
      processes.push(child);
      return child;
    }),
  ]);
  const size = side + 2 * network.radius;
  const pixels = Uint8Array.from({ length: 3 * size * size }, (_, i) => 100 + ((i * 37) % 60));
  const crop = { left: network.radius, top: network.radius, width: side, height: side };
  const request = { pixels, width: size, height: size, crop, strength: 1, cleanup: null, want: 'picture' } as const;
  const run = () => pool.run(network, request, { engine: 'auto', signal, priority: 'batch' });
  await run();
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < 3000) {
    await run();
    runs++;
  }
  const ms = (performance.now() - start) / runs;
  const speed = (side * network.scale) ** 2 / 1e3 / ms;
  const id = processes[0]?.id;
  const memory = id
    ? Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1000
    : Number.NaN;
  console.log(
    `${String(side).padStart(7)}${ms.toFixed(1).padStart(12)}${speed.toFixed(2).padStart(15)}${memory.toFixed(0).padStart(12)}`,
  );
  await pool.close();
}
