import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import type { MachineEvent } from '../../../../electron/contract/events.ts';
import type { Job } from '../../../../electron/contract/job.ts';
import { createMirrorSlice, type MirrorSlice } from '../../../../renderer/machine/mirror-slice.ts';
import { doneState, sampleHello, sampleJob } from '../sample-job.ts';

const jobEvent = (number: number, ...jobs: Job[]): MachineEvent => ({ kind: 'jobs', number, jobs });
const removed = (number: number, ...ids: string[]): MachineEvent => ({ kind: 'jobs-removed', number, ids });
const all = ({ jobs }: MirrorSlice) => jobs.chunks.flat();
const ids = (state: MirrorSlice) => all(state).map(({ id }) => id);

function mirrorOf(...names: string[]) {
  const store = createStore<MirrorSlice>()(createMirrorSlice);
  store.getState().welcome(
    sampleHello(
      names.map((name) => sampleJob(name)),
      10,
    ),
  );
  return store;
}

describe('the mirror of the machine', () => {
  it('holds what hello said and looks at the first photo', () => {
    const state = mirrorOf('a', 'b').getState();
    expect(ids(state)).toEqual(['a', 'b']);
    expect(state.selected).toBe('a');
    expect(state.host).toEqual({ version: '1.0.0', host: 'browser', canChoose: false, canReveal: false });
  });

  it('adds new photos at the end and changes known ones where they are', () => {
    const store = mirrorOf('a', 'b');
    store.getState().receive([jobEvent(11, sampleJob('c'))]);
    store.getState().receive([jobEvent(12, sampleJob('a', doneState()))]);
    expect(ids(store.getState())).toEqual(['a', 'b', 'c']);
    expect(store.getState().jobs.at(0)?.state.kind).toBe('done');
    expect(store.getState().selected).toBe('a');
  });

  it('looks at the first photo that is added to an empty list', () => {
    const store = mirrorOf();
    expect(store.getState().selected).toBeNull();
    store.getState().receive([jobEvent(11, sampleJob('x'))]);
    expect(store.getState().selected).toBe('x');
  });

  it('takes many photos in one event, new and known ones', () => {
    const store = mirrorOf('a', 'b');
    store.getState().receive([jobEvent(11, sampleJob('c'), sampleJob('b', doneState()), sampleJob('d'))]);
    store.getState().receive([jobEvent(12, sampleJob('d', doneState()))]);
    expect(ids(store.getState())).toEqual(['a', 'b', 'c', 'd']);
    expect(all(store.getState()).map(({ state }) => state.kind)).toEqual(['waiting', 'done', 'waiting', 'done']);
    store.getState().select('b');
    store.getState().receive([removed(13, 'a', 'b', 'c')]);
    expect(ids(store.getState())).toEqual(['d']);
    expect(store.getState().selected).toBe('d');
    store.getState().receive([jobEvent(14, sampleJob('e'), sampleJob('d'))]);
    expect(ids(store.getState())).toEqual(['d', 'e']);
  });

  it('takes several events at once, in order, without those that hello already contained', () => {
    const store = mirrorOf('a', 'b');
    store
      .getState()
      .receive([
        jobEvent(10, sampleJob('a', doneState())),
        jobEvent(11, sampleJob('c')),
        jobEvent(12, sampleJob('c', doneState()), sampleJob('d')),
        removed(13, 'b'),
        jobEvent(14, sampleJob('e')),
      ]);
    expect(all(store.getState()).map(({ id, state }) => [id, state.kind])).toEqual([
      ['a', 'waiting'],
      ['c', 'done'],
      ['d', 'waiting'],
      ['e', 'waiting'],
    ]);
    expect(store.getState().lastEvent).toBe(14);
  });

  it('ignores an event that hello already contained', () => {
    const store = mirrorOf('a');
    store.getState().receive([removed(10, 'a')]);
    expect(ids(store.getState())).toEqual(['a']);
  });

  it('looks at the next photo when the one in view goes, and at the last when there is no next', () => {
    const store = mirrorOf('a', 'b', 'c');
    store.getState().select('b');
    store.getState().receive([removed(11, 'b')]);
    expect(store.getState().selected).toBe('c');
    store.getState().receive([removed(12, 'c')]);
    expect(store.getState().selected).toBe('a');
    store.getState().receive([removed(13, 'a')]);
    expect(store.getState().selected).toBeNull();
  });

  it('keeps looking at a photo when another one goes', () => {
    const store = mirrorOf('a', 'b');
    store.getState().select('b');
    store.getState().receive([removed(11, 'a')]);
    expect(store.getState().selected).toBe('b');
  });

  it('takes a new hello as the whole truth, even with lower numbers, and keeps the view where it can', () => {
    const store = mirrorOf('a', 'b');
    store.getState().select('b');
    store.getState().welcome(sampleHello([sampleJob('b'), sampleJob('z')], 2));
    expect(ids(store.getState())).toEqual(['b', 'z']);
    expect(store.getState().selected).toBe('b');
    store.getState().receive([jobEvent(3, sampleJob('y'))]);
    expect(ids(store.getState())).toEqual(['b', 'z', 'y']);
  });

  it('learns the rest of a long list page by page, and keeps looking at a photo of a later one', () => {
    const store = mirrorOf('a', 'b', 'c');
    store.getState().select('c');
    store.getState().welcome({ ...sampleHello([sampleJob('a')], 11), next: 2 });
    expect(store.getState()).toMatchObject({ selected: 'c', lastEvent: 11 });
    store.getState().learn({ jobs: [sampleJob('b')], next: 3 });
    store.getState().learn({ jobs: [sampleJob('c'), sampleJob('d')], next: null });
    expect(ids(store.getState())).toEqual(['a', 'b', 'c', 'd']);
    expect(store.getState().selected).toBe('c');
    store.getState().welcome({ ...sampleHello([sampleJob('a')], 12), next: 2 });
    store.getState().learn({ jobs: [sampleJob('b')], next: null });
    expect(store.getState().selected).toBe('a');
  });

  it('never looks at a photo that is not there', () => {
    const store = mirrorOf('a');
    store.getState().select('nobody');
    expect(store.getState().selected).toBe('a');
  });

  it('knows the engines that came and went', () => {
    const store = mirrorOf();
    const engines = [{ kind: 'webgpu', name: 'Radeon', speed: null }] as const;
    store.getState().receive([{ kind: 'engines', number: 11, engines: [...engines] }]);
    expect(store.getState().engines).toEqual(engines);
  });
});
