import { Download, FolderOpen } from 'lucide-react';
import { pixelPaths } from '../../electron/contract/pixels.ts';
import { useApp } from '../app/app-context.ts';
import { repeat, save, upscale } from '../commands/commands.ts';
import { formatBytes, formatDuration } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { useSelectedJob, useUsed } from '../settings/use-used.ts';
import { CommandButton } from '../ui/command-button.tsx';
import { canRepeat, toStart } from './to-start.ts';

/** What was made of the photo in view, and the one main button. */
export function MainActions() {
  const jobs = useApp((state) => state.jobs);
  const selected = useApp((state) => state.selected);
  const used = useUsed();
  const start = used ? toStart(jobs, selected, used.settings) : { kind: 'none' as const };
  const label =
    start.kind === 'photos'
      ? t('upscale.photos', { count: start.ids.length })
      : t(start.kind === 'again' ? 'upscale.again' : 'upscale.none');
  return (
    <div className="main-actions">
      <Result offerRepeat={start.kind !== 'again'} />
      <CommandButton command={upscale} className="button primary" testId="upscale">
        {label}
      </CommandButton>
    </div>
  );
}

function Result({ offerRepeat }: { readonly offerRepeat: boolean }) {
  const job = useSelectedJob();
  const used = useUsed();
  const reveals = useApp((state) => state.host?.canReveal === true);
  if (!job || (job.state.kind !== 'done' && job.state.kind !== 'skipped')) return null;
  const { output } = job.state;
  const { name, width, height, bytes } = output;
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
        <CommandButton command={save} className="button wide" testId="save">
          <FolderOpen aria-hidden="true" />
          <span>{t('save.reveal')}</span>
        </CommandButton>
      ) : (
        <a className="button wide" data-testid="save" href={pixelPaths.result(job.id)} download={name} title={name}>
          <Download aria-hidden="true" />
          <span className="file-name">{t('save.download', { name })}</span>
        </a>
      )}
      {offerRepeat && used && canRepeat(job, used.settings) && (
        <CommandButton command={repeat} className="button wide" testId="repeat" />
      )}
    </div>
  );
}
