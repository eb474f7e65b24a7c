/**
 * The native engine's own process: onnxruntime-node blocks its event loop for as long as a tile takes,
 * and only ending the process stops it. Speaks over a child process's channel or a utility process's port.
 */
import * as ort from 'onnxruntime-node';
import { cropSize } from '../../models/inference/choose-crops.ts';
import { type Feeds, type Fetched, runTile } from '../../models/inference/run-tile.ts';
import type { CropAnswers } from '../../models/inference/sum-up-advice.ts';
import { createYoungCollector } from './collect-young.ts';
import { type AdviserResult, noGraphics } from './engine.ts';
import { joinLane, type LaneEnd } from './lane.ts';
import type { EngineAnswer, EngineOrder, TileAnswer, TileOrder } from './native-engine.ts';

interface Loaded {
  readonly key: string;
  readonly session: ort.InferenceSession;
  readonly outputs: Map<string, ort.Tensor>;
}

interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

function connect(onOrder: (order: EngineOrder) => void): (answer: EngineAnswer) => void {
  const port = (process as unknown as { parentPort?: ParentPort }).parentPort;
  if (port) {
    port.on('message', (message) => onOrder(message.data as EngineOrder));
    return (answer) => port.postMessage(answer);
  }
  process.on('message', (message) => onOrder(message as EngineOrder));
  // The parent died, even by SIGKILL: nobody is left to work for.
  process.on('disconnect', () => process.exit(0));
  return (answer) => process.send?.(answer);
}

async function load(order: EngineOrder): Promise<Loaded> {
  const session = await ort.InferenceSession.create(order.bytes!, {
    executionProviders: [order.provider],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: order.threads,
    // Tiles come one after another, all of one size: nothing is won by running graph branches side by side.
    executionMode: 'sequential',
    // Between two runs its threads are not to spin: there the judge, and the other process, have their turn.
    extra: { session: { force_spinning_stop: '1' } },
  });
  return { key: order.key, session, outputs: new Map() };
}

/**
 * Results go into the same memory from tile to tile: at ×4 they are twelve times the tile's own size, and
 * left to the collector they would pile up between its visits.
 */
function runWith({ session, key, outputs }: Loaded, scale: number): (feeds: Feeds) => Promise<Fetched> {
  return async ({ image, width, height, strength, cleanup, wanted }) => {
    const inputs: Record<string, ort.Tensor> = {
      image: new ort.Tensor('float32', image, [1, 3, height, width]),
      strength: new ort.Tensor('float32', Float32Array.of(strength), []),
    };
    if (cleanup !== null) inputs.cleanup = new ort.Tensor('float32', Float32Array.of(cleanup), []);
    const dims = [1, 3, scale * height, scale * width];
    const fetches: Record<string, ort.Tensor> = {};
    for (const name of wanted) {
      const kept = outputs.get(name);
      const tensor = kept?.dims.every((size, i) => size === dims[i])
        ? kept
        : new ort.Tensor('float32', new Float32Array(3 * dims[2]! * dims[3]!), dims);
      outputs.set(name, tensor);
      fetches[name] = tensor;
    }
    const results = await session.run(inputs, fetches);
    const samples = (name: string) => results[name]?.data as Float32Array | undefined;
    const output = samples('output');
    if (!output) throw new Error(`${key} gave no output`);
    return { output, residual: samples('residual') };
  };
}

/** One network per kind of order: the adviser's comes and goes without the one that runs tiles. */
type Held = { [Kind in EngineOrder['kind']]: Loaded | null };

/** The network that an order is for, loaded; null when the order has to come again with its bytes. */
async function loadedFor(order: EngineOrder, held: Held): Promise<Loaded | null> {
  const present = held[order.kind];
  if (present?.key === order.key) return present;
  if (!order.bytes) return null;
  await present?.session.release();
  held[order.kind] = null;
  const loaded = await load(order);
  held[order.kind] = loaded;
  return loaded;
}

/** Each result goes to the lane before the next one is made: they can all lie in the same place. */
let memory = new ArrayBuffer(0);

function memoryFor(bytes: number): ArrayBuffer {
  if (memory.byteLength < bytes) memory = new ArrayBuffer(bytes);
  return memory;
}

async function runTileOf(order: TileOrder, loaded: Loaded, lane: LaneEnd): Promise<TileAnswer> {
  const bytes = lane.read(order.given);
  const pixels = order.depth === 16 ? new Uint16Array(bytes) : new Uint8Array(bytes);
  const result = await runTile(runWith(loaded, order.scale), { ...order.request, pixels }, order, memoryFor);
  if (result.kind === 'failed') return result;
  lane.write(result.pixels);
  return { kind: 'ran', fault: result.fault, bytes: result.pixels.byteLength };
}

async function advise({ session, key }: Loaded, crops: Float32Array): Promise<AdviserResult> {
  const count = crops.length / (3 * cropSize * cropSize);
  const results = await session.run({ crops: new ort.Tensor('float32', crops, [count, 3, cropSize, cropSize]) });
  const values = (name: keyof CropAnswers) => {
    const { data } = results[name] ?? {};
    if (!(data instanceof Float32Array)) throw new Error(`${key} gave no ${name}`);
    return data;
  };
  return { kind: 'ran', answers: { kind: values('kind'), noise: values('noise'), quality: values('quality') } };
}

function start(): void {
  const collectYoung = createYoungCollector();
  const held: Held = { tile: null, advise: null };
  const lanes = new Map<string, LaneEnd>();
  const waiting: EngineOrder[] = [];
  let working = false;

  const laneOf = (path: string) => {
    const lane = lanes.get(path) ?? joinLane(path);
    lanes.set(path, lane);
    return lane;
  };
  const carryOut = async (order: EngineOrder): Promise<EngineAnswer['result']> => {
    try {
      const loaded = await loadedFor(order, held);
      // Opened in any case, which takes its name away.
      const lane = laneOf(order.lane);
      if (!loaded) return null;
      if (order.kind === 'advise') return await advise(loaded, new Float32Array(lane.read(order.given)));
      const result = await runTileOf(order, loaded, lane);
      if (result.kind === 'ran') collectYoung(order.given + result.bytes);
      return result;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      const detail = words.includes('Failed to get a WebGPU adapter') ? noGraphics : words;
      return { kind: 'failed', detail, lost: false };
    }
  };
  const work = async () => {
    working = true;
    while (waiting.length > 0) {
      const [order] = waiting.splice(Math.max(0, firstInHurry(waiting)), 1);
      answer({ id: order!.id, result: await carryOut(order!) });
      // Running blocked the event loop: what has arrived meanwhile is read before the next one is chosen.
      await new Promise(setImmediate);
    }
    working = false;
  };
  const answer = connect((order) => {
    waiting.push(order);
    if (!working) void work();
  });
}

function firstInHurry(orders: readonly EngineOrder[]): number {
  return orders.findIndex(({ priority }) => priority === 'view');
}

start();
