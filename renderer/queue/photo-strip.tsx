import { type KeyboardEvent, useEffect, useRef } from 'react';
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

/** The batch, one photo beside the other, and how it goes. One stop of the Tab key; arrows go along. */
export function PhotoStrip() {
  const jobs = useApp((state) => state.jobs);
  const selected = useApp((state) => state.selected);
  const select = useApp((state) => state.select);
  const list = useRef<HTMLUListElement>(null);

  useEffect(() => {
    if (selected === null) return;
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);

  function move(event: KeyboardEvent) {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = jobs.findIndex(({ id }) => id === selected);
    const to = Math.min(jobs.length - 1, Math.max(0, at + step));
    select(jobs[to]!.id);
    list.current?.querySelectorAll<HTMLElement>('.photo-select')[to]?.focus();
  }

  return (
    <nav className="strip" aria-label={t('app.list')}>
      <StatusLine />
      {jobs.length > 0 && (
        <ul className="photos" ref={list} data-arrows="true" onKeyDown={move}>
          {jobs.map((job) => (
            <PhotoItem key={job.id} job={job} selected={job.id === selected} onSelect={select} />
          ))}
        </ul>
      )}
    </nav>
  );
}
