import { Ban, Check, CheckCheck, Clock, ImageOff, TriangleAlert, X } from 'lucide-react';
import { memo, useState } from 'react';
import type { Job, JobState } from '../../electron/contract/job.ts';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import { useServices } from '../app/app-context.ts';
import { tell } from '../app/tell.ts';
import { t } from '../locales/translate.ts';
import { describeState } from './describe-state.ts';
import { isActive } from './to-start.ts';

interface Props {
  readonly job: Job;
  readonly selected: boolean;
  readonly onSelect: (id: string) => void;
  /** In the strip, pixels. */
  readonly left: number;
  /** From 1, and how many there are: not all of them stand in the page. */
  readonly place: number;
  readonly of: number;
}

const marks: Partial<Record<JobState['kind'], typeof Check>> = {
  queued: Clock,
  done: Check,
  skipped: CheckCheck,
  failed: TriangleAlert,
  cancelled: Ban,
};

/** One photo of the strip: its picture, its state, and the button that cancels or removes it. */
export const PhotoItem = memo(function PhotoItem({ job, selected, onSelect, left, place, of }: Props) {
  const { store, machine } = useServices();
  const { id, name, state } = job;
  const label = t('photo.label', { name, state: describeState(state) });
  const [broken, setBroken] = useState(false);
  const active = isActive(job);
  const Mark = marks[state.kind];
  return (
    <li
      className="photo"
      data-testid="photo"
      data-state={state.kind}
      style={{ transform: `translateX(${left}px)` }}
      aria-posinset={place}
      aria-setsize={of}
    >
      <button
        type="button"
        className="photo-select"
        aria-current={selected}
        aria-label={label}
        title={label}
        tabIndex={selected ? 0 : -1}
        onClick={() => onSelect(id)}
      >
        {job.source && !broken ? (
          <img
            src={pixelPaths.thumbnail(id)}
            alt=""
            loading="lazy"
            decoding="async"
            draggable={false}
            onError={() => setBroken(true)}
          />
        ) : (
          // Nothing yet stands for one whose header is still to be read.
          (broken || state.kind === 'failed') && <ImageOff className="no-picture" aria-hidden="true" />
        )}
        {Mark && (
          <span className="mark">
            <Mark aria-hidden="true" />
          </span>
        )}
        {state.kind === 'running' && <progress max={state.total} value={state.done} aria-hidden="true" />}
      </button>
      <button
        type="button"
        className="photo-close"
        data-testid={active ? 'cancel-photo' : 'remove-photo'}
        aria-label={t(active ? 'upscale.cancel-photo' : 'upscale.remove-photo', { name })}
        title={t(active ? 'upscale.cancel' : 'upscale.remove')}
        tabIndex={selected ? 0 : -1}
        onClick={() => tell(store, name, () => machine.call(active ? 'cancel' : 'remove', { ids: [id] }))}
      >
        <X aria-hidden="true" />
      </button>
    </li>
  );
});
