/** Seconds of the clock, and of this process on all processors together. */
export interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

/** The seconds until now, from whenever. */
export function readClocks(): Spent {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, cpu: (user + system) / 1e6 };
}

/** Adds up what each of some stages takes, however often it has its turn. */
export function createStopwatch<Stage extends string>(stages: readonly Stage[]) {
  const totals = Object.fromEntries(stages.map((stage) => [stage, { wall: 0, cpu: 0 }])) as Record<Stage, Spent>;
  const add = (stage: Stage, from: Spent, to: Spent = readClocks()) => {
    const { wall, cpu } = totals[stage];
    totals[stage] = { wall: wall + to.wall - from.wall, cpu: cpu + to.cpu - from.cpu };
  };
  return {
    totals: totals as Readonly<Record<Stage, Spent>>,
    add,
    time: async <T>(stage: Stage, work: () => Promise<T>): Promise<T> => {
      const from = readClocks();
      const result = await work();
      add(stage, from);
      return result;
    },
  };
}
