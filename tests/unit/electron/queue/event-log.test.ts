import { describe, expect, it } from 'vitest';
import type { MachineEvent } from '../../../../electron/contract/events.ts';
import { createEventLog } from '../../../../electron/queue/event-log.ts';

describe('the event log', () => {
  it('numbers events from 1 and gives a screen those it missed, oldest first', () => {
    const log = createEventLog();
    for (const id of ['a', 'b', 'c']) log.add({ kind: 'jobs-removed', ids: [id] });
    expect(log.last()).toBe(3);
    expect(log.since(1)).toEqual([
      { kind: 'jobs-removed', ids: ['b'], number: 2 },
      { kind: 'jobs-removed', ids: ['c'], number: 3 },
    ]);
    expect(log.since(3)).toEqual([]);
  });

  it('says so when the missed ones are no longer kept, or when the number is of another run', () => {
    const log = createEventLog(2);
    for (const id of ['a', 'b', 'c', 'd']) log.add({ kind: 'jobs-removed', ids: [id] });
    expect(log.since(1)).toBeNull();
    expect(log.since(2)?.map((event) => event.number)).toEqual([3, 4]);
    expect(log.since(5)).toBeNull();
  });

  it('tells every listener in the order of the numbers, even when one adds an event meanwhile', () => {
    const log = createEventLog();
    const heard: number[] = [];
    log.listen((event: MachineEvent) => {
      if (event.number === 1) log.add({ kind: 'jobs-removed', ids: ['second'] });
    });
    const stop = log.listen((event) => heard.push(event.number));
    log.add({ kind: 'jobs-removed', ids: ['first'] });
    expect(heard).toEqual([1, 2]);
    stop();
    log.add({ kind: 'jobs-removed', ids: ['third'] });
    expect(heard).toEqual([1, 2]);
  });
});
