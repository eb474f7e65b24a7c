import type { Scale } from '../../electron/contract/settings.ts';
import { useApp } from '../app/app-context.ts';
import { formatMegapixels } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { Section } from '../ui/section.tsx';
import { useSelectedJob, useUsed } from './use-used.ts';

const scales: readonly Scale[] = [2, 3, 4];

/** How many times larger, and what that comes to for the photo in view. */
export function SizeSection() {
  const used = useUsed();
  const change = useApp((state) => state.change);
  const source = useSelectedJob()?.source;
  const scale = used?.settings.scale ?? 4;
  const width = source && source.width * scale;
  const height = source && source.height * scale;
  return (
    <Section title={t('size.title')}>
      <fieldset className="segments" aria-label={t('size.title')}>
        {scales.map((each) => (
          <label key={each} className="segment">
            <input
              type="radio"
              name="scale"
              data-testid={`scale-${each}`}
              checked={scale === each}
              disabled={used !== null && !used.scales.includes(each)}
              onChange={() => change({ scale: each })}
            />
            <span>{t('size.times', { scale: each })}</span>
          </label>
        ))}
      </fieldset>
      {width && height ? (
        <p className="pair">
          <span>{t('size.pixels', { width, height })}</span>
          <span className="quiet">{t('size.megapixels', { megapixels: formatMegapixels(width * height) })}</span>
        </p>
      ) : null}
    </Section>
  );
}
