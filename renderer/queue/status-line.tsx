import { describeProblem } from '../../electron/contract/describe-problem.ts';
import { useApp, useServices } from '../app/app-context.ts';
import { formatDuration, formatMegapixels } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { useStage } from '../viewer/use-stage.ts';
import { type QueueSummary, summarize } from './queue-summary.ts';

/** How the batch goes, in one line: what is done, what needs a look, what is left. */
export function StatusLine() {
  const { stage } = useServices();
  const jobs = useApp((state) => state.jobs);
  const adding = useApp((state) => state.adding);
  const { problem } = useStage();
  const summary = summarize(jobs);
  const { pixels, secondsLeft } = summary;
  const figures = [
    pixels && t('status.megapixels', { done: formatMegapixels(pixels.done), total: formatMegapixels(pixels.total) }),
    secondsLeft !== null && t('status.left', { time: formatDuration(secondsLeft) }),
  ].filter(Boolean);
  return (
    <div className="status-line">
      <p role="status" data-testid="status">
        {adding > 0 ? t('add.adding', { count: adding }) : describeQueue(summary)}
      </p>
      {problem && (
        <p className="status-problem" role="alert" data-testid="tile-problem">
          {t('view.tile-failed', { reason: describeProblem(problem).reason })}{' '}
          <button type="button" className="link" onClick={() => stage.retry()}>
            {t('view.try-again')}
          </button>
        </p>
      )}
      {figures.length > 0 && <p className="status-figures">{figures.join(' · ')}</p>}
    </div>
  );
}

function describeQueue({ photos, done, failed, active }: QueueSummary): string {
  if (photos === 0) return t('status.empty');
  const first = active || done > 0 ? t('status.done', { done, count: photos }) : t('status.photos', { count: photos });
  return failed > 0 ? `${first} · ${t('status.failed', { count: failed })}` : first;
}
