import type { StateCreator } from 'zustand';
import type { EngineStatus, Hello, ModelSummary } from '../../electron/contract/calls.ts';
import type { MachineEvent } from '../../electron/contract/events.ts';
import type { Job } from '../../electron/contract/job.ts';
import type { Connection } from './follow-machine.ts';

export interface HostFacts {
  readonly version: string;
  readonly host: Hello['host'];
  readonly canChoose: boolean;
  readonly canReveal: boolean;
}

/** What the machine knows, as far as told; the machine owns it, events alone change it. */
export interface MirrorSlice {
  readonly connection: Connection;
  /** Null until the machine said hello. */
  readonly host: HostFacts | null;
  readonly models: readonly ModelSummary[];
  /** `auto` can be asked for. */
  readonly hasAdviser: boolean;
  readonly engines: readonly EngineStatus[];
  readonly jobs: readonly Job[];
  readonly lastEvent: number;
  /** Id of the photo in view; null while the list is empty. */
  readonly selected: string | null;
  setConnection(connection: Connection): void;
  welcome(hello: Hello): void;
  receive(events: readonly MachineEvent[]): void;
  select(id: string): void;
}

type Mirror = Pick<MirrorSlice, 'engines' | 'jobs' | 'lastEvent' | 'selected'>;

export const createMirrorSlice: StateCreator<MirrorSlice> = (set) => ({
  connection: 'connecting',
  host: null,
  models: [],
  hasAdviser: false,
  engines: [],
  jobs: [],
  lastEvent: 0,
  selected: null,
  setConnection: (connection) => set({ connection }),
  welcome: (hello) =>
    set((state) => ({
      host: { version: hello.version, host: hello.host, canChoose: hello.canChoose, canReveal: hello.canReveal },
      models: hello.models,
      hasAdviser: hello.hasAdviser,
      engines: hello.engines,
      jobs: hello.jobs,
      lastEvent: hello.lastEvent,
      selected: hello.jobs.some((job) => job.id === state.selected) ? state.selected : (hello.jobs[0]?.id ?? null),
    })),
  receive: (events) => set((state) => joined(events, state.lastEvent).reduce<Mirror>(applyEvent, state)),
  select: (id) => set((state) => (state.jobs.some((job) => job.id === id) ? { selected: id } : state)),
});

/** Where each job stands in the newest list: found anew for every event, a hundred thousand would take minutes. */
let known: { readonly jobs: readonly Job[]; readonly places: Map<string, number> } = { jobs: [], places: new Map() };

function placesIn(jobs: readonly Job[]): Map<string, number> {
  return jobs === known.jobs ? known.places : new Map(jobs.map((job, at) => [job.id, at]));
}

/** What is new of the events, neighbours that tell of photos as one: the list is copied for each event. */
function joined(events: readonly MachineEvent[], lastEvent: number): readonly MachineEvent[] {
  const all: MachineEvent[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (event.number <= lastEvent) continue;
    if (event.kind !== 'jobs') all.push(event);
    else if (last?.kind !== 'jobs') all.push({ ...event, jobs: [...event.jobs] });
    else {
      last.jobs.push(...event.jobs);
      last.number = event.number;
    }
  }
  return all;
}

/** The mirror after an event. */
function applyEvent(mirror: Mirror, event: MachineEvent): Mirror {
  const told = { ...mirror, lastEvent: event.number };
  switch (event.kind) {
    case 'engines':
      return { ...told, engines: event.engines };
    case 'jobs': {
      const jobs = [...mirror.jobs];
      const places = placesIn(mirror.jobs);
      for (const job of event.jobs) {
        const at = places.get(job.id) ?? jobs.length;
        places.set(job.id, at);
        jobs[at] = job;
      }
      known = { jobs, places };
      return { ...told, jobs, selected: mirror.selected ?? event.jobs[0]?.id ?? null };
    }
    case 'jobs-removed': {
      const gone = new Set(event.ids);
      const jobs = mirror.jobs.filter((job) => !gone.has(job.id));
      if (mirror.selected === null || !gone.has(mirror.selected)) return { ...told, jobs };
      // The eye stays where it was: the next photo moves up, or the last one is taken.
      const at = mirror.jobs.findIndex((job) => job.id === mirror.selected);
      const next = mirror.jobs.slice(at).find((job) => !gone.has(job.id)) ?? jobs.at(-1);
      return { ...told, jobs, selected: next?.id ?? null };
    }
  }
}
