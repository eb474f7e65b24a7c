import type { StateCreator } from 'zustand';
import type { EngineStatus, Hello, JobPage, ModelSummary } from '../../electron/contract/calls.ts';
import type { MachineEvent } from '../../electron/contract/events.ts';
import type { Connection } from './follow-machine.ts';
import { createJobList, type JobList } from './job-list.ts';

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
  readonly jobs: JobList;
  readonly lastEvent: number;
  /** Id of the photo in view; null while the list is empty. */
  readonly selected: string | null;
  setConnection(connection: Connection): void;
  welcome(hello: Hello): void;
  /** Photos that follow those of hello, as long as no event has come. */
  learn(page: JobPage): void;
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
  jobs: createJobList(),
  lastEvent: 0,
  selected: null,
  setConnection: (connection) => set({ connection }),
  welcome: (hello) =>
    set(({ selected }) => ({
      host: { version: hello.version, host: hello.host, canChoose: hello.canChoose, canReveal: hello.canReveal },
      models: hello.models,
      hasAdviser: hello.hasAdviser,
      engines: hello.engines,
      lastEvent: hello.lastEvent,
      ...listed(createJobList(), selected, hello),
    })),
  learn: (page) => set(({ jobs, selected }) => listed(jobs, selected, page)),
  receive: (events) => set((state) => events.reduce<Mirror>(applyEvent, state)),
  select: (id) => set((state) => (state.jobs.find(id) ? { selected: id } : state)),
});

/** What was in view stays there, unless it is on no page. */
function listed(before: JobList, selected: string | null, page: JobPage): Pick<Mirror, 'jobs' | 'selected'> {
  const jobs = before.with(page.jobs);
  const stays = selected !== null && (page.next !== null || jobs.find(selected));
  return { jobs, selected: stays ? selected : (jobs.at(0)?.id ?? null) };
}

/** The mirror after an event, or as it was if it contains the event. */
function applyEvent(mirror: Mirror, event: MachineEvent): Mirror {
  if (event.number <= mirror.lastEvent) return mirror;
  const { jobs, selected } = mirror;
  const told = { ...mirror, lastEvent: event.number };
  switch (event.kind) {
    case 'engines':
      return { ...told, engines: event.engines };
    case 'jobs':
      return { ...told, jobs: jobs.with(event.jobs), selected: selected ?? event.jobs[0]?.id ?? null };
    case 'jobs-removed': {
      const gone = new Set(event.ids);
      const following = selected === null ? undefined : jobs.next(selected, gone);
      const left = jobs.without(gone);
      if (selected === null || !gone.has(selected)) return { ...told, jobs: left };
      // The eye stays where it was: the next photo moves up, or the last one is taken.
      const next = following ?? left.at(left.length - 1);
      return { ...told, jobs: left, selected: next?.id ?? null };
    }
  }
}
