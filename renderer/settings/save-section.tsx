import { outputName, writtenFormat } from '../../electron/contract/output-name.ts';
import { formatSchema } from '../../electron/contract/settings.ts';
import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { Section } from '../ui/section.tsx';
import { useSelectedJob, useUsed } from './use-used.ts';

const names = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', avif: 'AVIF', tiff: 'TIFF' } as const;
const lossy = new Set(['jpeg', 'webp', 'avif']);

/** What file is made: format, quality where it has one, and the name that follows from them. */
export function SaveSection() {
  const { format, quality } = useApp((state) => state.settings);
  const change = useApp((state) => state.change);
  const beside = useApp((state) => state.host?.host === 'electron');
  const used = useUsed();
  const job = useSelectedJob();
  const source = job?.source;
  const same = source ? writtenFormat(source.format, 'same') : null;
  const written = format === 'same' ? same : format;
  return (
    <Section title={t('save.title')}>
      <label className="pair">
        <span>{t('save.format')}</span>
        <select
          data-testid="format"
          value={format}
          onChange={(event) => {
            const chosen = formatSchema.safeParse(event.currentTarget.value);
            change({ format: chosen.success ? chosen.data : 'same' });
          }}
        >
          <option value="same">{same ? t('save.same-as', { format: names[same] }) : t('save.same')}</option>
          {formatSchema.options.map((each) => (
            <option key={each} value={each}>
              {names[each]}
            </option>
          ))}
        </select>
      </label>
      {(written === null || lossy.has(written)) && (
        <label className="pair" title={t('save.quality-hint')}>
          <span>{t('save.quality')}</span>
          <input
            type="number"
            data-testid="quality"
            min={1}
            max={100}
            placeholder={t('save.quality-auto')}
            value={quality ?? ''}
            onChange={(event) => change({ quality: qualityOf(event.currentTarget.value) })}
          />
        </label>
      )}
      {job && source && used && (
        <p className="pair">
          <span>{beside ? t('save.beside') : t('save.name')}</span>
          <span className="quiet file-name" data-testid="output-name">
            {outputName(job.name, used.settings.scale, writtenFormat(source.format, used.settings.format))}
          </span>
        </p>
      )}
    </Section>
  );
}

/** Null, the format's own default, for an empty field; out of range is brought into it. */
function qualityOf(text: string): number | null {
  const value = Math.round(Number(text));
  return text === '' || !Number.isFinite(value) ? null : Math.min(100, Math.max(1, value));
}
