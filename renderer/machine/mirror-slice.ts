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
  receive(event: MachineEvent): void;
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
  receive: (event) => set((state) => applyEvent(state, event)),
  select: (id) => set((state) => (state.jobs.some((job) => job.id === id) ? { selected: id } : state)),
});

/** The mirror after an event; one that it already contains changes nothing. */
function applyEvent(mirror: Mirror, event: MachineEvent): Mirror {
  if (event.number <= mirror.lastEvent) return mirror;
  const told = { ...mirror, lastEvent: event.number };
  switch (event.kind) {
    case 'engines':
      return { ...told, engines: event.engines };
    case 'job': {
      const at = mirror.jobs.findIndex((job) => job.id === event.job.id);
      const jobs = at < 0 ? [...mirror.jobs, event.job] : mirror.jobs.with(at, event.job);
      return { ...told, jobs, selected: mirror.selected ?? event.job.id };
    }
    case 'job-removed': {
      const at = mirror.jobs.findIndex((job) => job.id === event.id);
      const jobs = mirror.jobs.filter((job) => job.id !== event.id);
      if (mirror.selected !== event.id) return { ...told, jobs };
      // The eye stays where it was: the next photo moves up, or the last one is taken.
      return { ...told, jobs, selected: jobs[Math.min(at, jobs.length - 1)]?.id ?? null };
    }
  }
}
