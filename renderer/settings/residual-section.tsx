import { useApp } from '../app/app-context.ts';
import { formatStrength } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { Section } from '../ui/section.tsx';
import { Slider } from '../ui/slider.tsx';
import { Swatch } from '../viewer/swatch.tsx';
import { CleanupDial } from './cleanup-dial.tsx';
import { useSelectedJob } from './use-used.ts';

/** The app's one idea, shown on the user's own photo: enlarged + learned × strength = result. */
export function ResidualSection() {
  const strength = useApp((state) => state.settings.strength);
  const change = useApp((state) => state.change);
  const space = useSelectedJob()?.source?.space;
  const percent = Math.round(strength * 100);
  return (
    <Section title={t('residual.title')}>
      {space && (
        <fieldset className="sum" aria-label={t('residual.sum')}>
          <Swatch content="before" space={space} label={t('residual.enlarged')} />
          <span aria-hidden="true">+</span>
          <Swatch
            content="residual"
            space={space}
            label={t('residual.learned', { strength: formatStrength(strength) })}
          />
          <span aria-hidden="true">=</span>
          <Swatch content="after" space={space} label={t('residual.result')} />
        </fieldset>
      )}
      <Slider
        label={t('residual.strength')}
        testId="strength"
        title={t('residual.reset')}
        max={200}
        value={percent}
        valueText={t('residual.percent', { percent })}
        onChange={(value) => change({ strength: value / 100 })}
        onReset={() => change({ strength: 1 })}
      />
      <p className="scale-marks" aria-hidden="true">
        <span>{t('residual.none')}</span>
        <output>{t('residual.percent', { percent })}</output>
        <span>{t('residual.double')}</span>
      </p>
      <CleanupDial />
    </Section>
  );
}
