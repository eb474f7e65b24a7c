import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { PhotoItem } from './photo-item.tsx';
import { StatusLine } from './status-line.tsx';

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Pixels: of a photo, between two, and beside the first and the last; as queue.css has them. */
const [side, gap, margin] = [76, 8, 14];

/** Photos that stand ready on either side of what is in sight. */
const beside = 6;

/** The batch, one photo beside the other, and how it goes. One stop of the Tab key; arrows go along. */
export function PhotoStrip() {
  const filled = useApp((state) => state.jobs.length > 0);
  return (
    <nav className="strip" aria-label={t('app.list')}>
      <StatusLine />
      {filled && <Photos />}
    </nav>
  );
}

/** Only what is in sight stands in the page, and the photo in view: it is where the Tab key stops. */
function Photos() {
  const jobs = useApp((state) => state.jobs);
  const selected = useApp((state) => state.selected);
  const select = useApp((state) => state.select);
  const list = useRef<HTMLUListElement>(null);
  const focusing = useRef(false);
  const sight = useSight(list);
  const at = selected === null ? -1 : jobs.placeOf(selected);

  useEffect(() => {
    if (at < 0) return;
    const element = list.current!;
    const left = leftOf(at) - margin;
    const right = leftOf(at) + side + margin - element.clientWidth;
    // Not scrollIntoView: the photo may not stand in the page yet.
    if (element.scrollLeft > left) element.scrollLeft = left;
    else if (element.scrollLeft < right) element.scrollLeft = right;
    if (!focusing.current) return;
    focusing.current = false;
    element.querySelector<HTMLElement>('.photo-select[aria-current="true"]')?.focus({ preventScroll: true });
  }, [at]);

  function move(event: KeyboardEvent) {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.min(jobs.length - 1, Math.max(0, at + step));
    focusing.current = to !== at;
    select(jobs.at(to)!.id);
  }

  return (
    <ul className="photos" ref={list} data-arrows="true" onKeyDown={move}>
      <li className="photos-length" style={{ width: leftOf(jobs.length) - gap + margin }} aria-hidden="true" />
      {placesInSight(sight, jobs.length, at).map((index) => (
        <PhotoItem
          key={jobs.at(index)!.id}
          job={jobs.at(index)!}
          selected={index === at}
          onSelect={select}
          left={leftOf(index)}
          place={index + 1}
          of={jobs.length}
        />
      ))}
    </ul>
  );
}

const leftOf = (index: number) => margin + index * (side + gap);

/** The part of the strip that is in sight, pixels; as it is scrolled and resized. */
function useSight(list: RefObject<HTMLUListElement | null>): { readonly left: number; readonly width: number } {
  const [sight, setSight] = useState({ left: 0, width: 0 });
  useLayoutEffect(() => {
    const element = list.current!;
    const look = () => setSight({ left: element.scrollLeft, width: element.clientWidth });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [list]);
  return sight;
}

/** Places of the photos in sight, a few beside them, and the one at `kept` (-1: none), in order. */
function placesInSight(
  sight: { readonly left: number; readonly width: number },
  count: number,
  kept: number,
): number[] {
  const placeAt = (left: number) => Math.floor((left - margin) / (side + gap));
  const first = Math.max(0, placeAt(sight.left) - beside);
  const last = Math.min(count - 1, placeAt(sight.left + sight.width) + beside);
  const places = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  if (kept >= 0 && kept < first) places.unshift(kept);
  if (kept > last) places.push(kept);
  return places;
}
