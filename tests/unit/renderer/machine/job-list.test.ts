import { describe, expect, it } from 'vitest';
import { createJobList, type JobList } from '../../../../renderer/machine/job-list.ts';
import { oncePerChunk } from '../../../../renderer/machine/once-per-chunk.ts';
import { randomFrom } from '../../../support/random.ts';
import { doneState, sampleJob } from '../sample-job.ts';

const many = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => sampleJob(`${from + i}`));
const ids = (list: JobList) => list.chunks.flat().map(({ id }) => id);

describe('the list of photos', () => {
  it('is what a plain array would be, whatever is added, changed and removed', () => {
    const random = randomFrom(7);
    const below = (count: number) => Math.floor(random() * count);
    let list = createJobList();
    let plain: { id: string }[] = [];
    for (let round = 0, added = 0; round < 60; round++) {
      const fresh = many(added, added + 1 + below(200));
      added += fresh.length;
      const changed = plain.filter(() => below(10) === 0).map(({ id }) => sampleJob(id, doneState()));
      list = list.with([...changed, ...fresh]);
      plain = [...plain.map((job) => changed.find(({ id }) => id === job.id) ?? job), ...fresh];
      if (round % 3 === 2) {
        const gone = plain.filter(() => below(4) === 0).map(({ id }) => id);
        list = list.without(new Set([...gone, 'nobody']));
        plain = plain.filter(({ id }) => !gone.includes(id));
      }
      expect(list.chunks.flat()).toEqual(plain);
      expect(list).toHaveLength(plain.length);
      const place = below(plain.length);
      expect(list.at(place)).toBe(plain[place]);
      expect(list.placeOf(plain[place]!.id)).toBe(place);
      expect(list.find(plain[place]!.id)).toBe(plain[place]);
    }
    expect(list.chunks.length).toBeGreaterThan(5);
  });

  it('has no photo beyond its ends, nor one that was removed', () => {
    const list = createJobList(many(0, 3)).without(new Set(['1']));
    expect([list.at(-1), list.at(2), list.find('1'), list.find('x')]).toEqual(Array(4).fill(undefined));
    expect([list.placeOf('1'), list.placeOf('x'), list.placeOf('2')]).toEqual([-1, -1, 1]);
  });

  it('knows which photo follows one, passing over some', () => {
    const list = createJobList(many(0, 1500));
    expect(list.next('3', new Set(['3', '5']))?.id).toBe('4');
    expect(list.next('3', new Set(many(4, 1200).map(({ id }) => id)))?.id).toBe('1200');
    expect(list.next('1498', new Set(['1499']))).toBeUndefined();
    expect(list.next('nobody', new Set())).toBeUndefined();
  });

  it('takes a photo that comes twice at once as the later one', () => {
    const list = createJobList([sampleJob('a'), sampleJob('b'), sampleJob('a', doneState())]);
    expect(list.chunks.flat().map(({ id, state }) => [id, state.kind])).toEqual([
      ['a', 'done'],
      ['b', 'waiting'],
    ]);
  });

  it('puts one that comes back after its removal at the end', () => {
    const list = createJobList(many(0, 1000))
      .without(new Set(['5']))
      .with([sampleJob('5')]);
    expect(list.placeOf('5')).toBe(999);
    expect(
      ids(
        createJobList(many(0, 3))
          .without(new Set(['0', '1', '2']))
          .with(many(1, 2)),
      ),
    ).toEqual(['1']);
  });

  it('leaves those of whom a change tells nothing as they are, and the list before it as well', () => {
    const list = createJobList(many(0, 2000));
    const later = list.with([sampleJob('1000', doneState())]);
    expect(list.find('1000')?.state.kind).toBe('waiting');
    expect(later.chunks.filter((chunk) => !list.chunks.includes(chunk))).toHaveLength(1);
    const without = later.without(new Set(['3', '4']));
    expect(without.chunks.filter((chunk) => !later.chunks.includes(chunk))).toHaveLength(1);
  });
});

describe('what is worked out by chunks', () => {
  it('is worked out anew for those alone that have changed', () => {
    const asked: number[] = [];
    const longest = oncePerChunk((jobs) => {
      asked.push(jobs.length);
      return jobs.filter(({ state }) => state.kind === 'done').length;
    });
    const sum = (list: JobList) => longest(list).reduce((a, b) => a + b, 0);
    const list = createJobList(many(0, 2000));
    expect([sum(list), sum(list)]).toEqual([0, 0]);
    const before = asked.length;
    expect(asked.reduce((a, b) => a + b)).toBe(2000);
    const later = list.with([sampleJob('1999', doneState())]);
    expect([sum(later), sum(list), sum(later)]).toEqual([1, 0, 1]);
    expect(asked).toHaveLength(before + 1);
  });
});
