import { Download, FolderOpen } from 'lucide-react';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import { useApp } from '../app/app-context.ts';
import { cancelAll, repeat, repeatAll, save, upscale } from '../commands/commands.ts';
import { formatBytes, formatDuration } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { useSelectedJob, useUsed } from '../settings/use-used.ts';
import { CommandButton } from '../ui/command-button.tsx';
import { canRepeat, countToRepeat, isAnyActive, toStart } from './to-start.ts';

/** What was made of the photo in view, and the one main button. */
export function MainActions() {
  const jobs = useApp((state) => state.jobs);
  const selected = useApp((state) => state.selected);
  const used = useUsed();
  const start = used ? toStart(jobs, selected, used) : { kind: 'none' as const };
  const repeated = used ? countToRepeat(jobs, used) : 0;
  const active = isAnyActive(jobs);
  const label =
    start.kind === 'photos'
      ? t('upscale.photos', { count: start.count })
      : t(start.kind === 'again' ? 'upscale.again' : 'upscale.none');
  return (
    <div className="main-actions">
      <Result primary={start.kind === 'none' && !active} offerRepeat={start.kind !== 'again'} />
      {active && (
        <CommandButton command={cancelAll} className="button large" testId="cancel">
          {jobs.length > 1 ? t('upscale.cancel-all') : t('upscale.cancel')}
        </CommandButton>
      )}
      {repeated > 0 && !active && (
        <CommandButton command={repeatAll} className="button" testId="repeat-all">
          {t('upscale.again-all', { count: repeated })}
        </CommandButton>
      )}
      {(!active || start.kind !== 'none') && (
        <CommandButton command={upscale} className="button primary large" testId="upscale">
          {label}
        </CommandButton>
      )}
    </div>
  );
}

interface ResultProps {
  /** Nothing is left to upscale: to have the result is what comes next. */
  readonly primary: boolean;
  readonly offerRepeat: boolean;
}

function Result({ primary, offerRepeat }: ResultProps) {
  const job = useSelectedJob();
  const used = useUsed();
  const reveals = useApp((state) => state.host?.canReveal === true);
  if (!job || (job.state.kind !== 'done' && job.state.kind !== 'skipped')) return null;
  const { output } = job.state;
  const { name, width, height, bytes } = output;
  const look = primary ? 'button primary large wide' : 'button wide';
  return (
    <div className="result">
      <p className="result-facts">
        {job.state.kind === 'done'
          ? t('save.done', { width, height, size: formatBytes(bytes), seconds: formatDuration(job.state.seconds) })
          : t('save.skipped')}
      </p>
      {job.state.kind === 'done' &&
        job.state.warnings.map((warning) => (
          <p key={warning} className="warning">
            {warning}
          </p>
        ))}
      {reveals ? (
        <CommandButton command={save} className={look} testId="save">
          <FolderOpen aria-hidden="true" />
          <span>{t('save.reveal')}</span>
        </CommandButton>
      ) : (
        <a className={look} data-testid="save" href={pixelPaths.result(job.id)} download={name} title={name}>
          <Download aria-hidden="true" />
          <span className="file-name">{t('save.download', { name })}</span>
        </a>
      )}
      {offerRepeat && used && canRepeat(job, used) && (
        <CommandButton command={repeat} className="button wide" testId="repeat" />
      )}
    </div>
  );
}
