import { useApp } from '../app/app-context.ts';
import { formatStrength } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { Section } from '../ui/section.tsx';
import { Slider } from '../ui/slider.tsx';
import { Swatch } from '../viewer/swatch.tsx';
import { useSelectedJob, useUsed } from './use-used.ts';

/** The app's one idea, shown on the user's own photo: enlarged + learned × strength = result. */
export function ResidualSection() {
  const strength = useApp((state) => state.settings.strength);
  const cleanup = useApp((state) => state.settings.cleanup);
  const change = useApp((state) => state.change);
  const space = useSelectedJob()?.source?.space;
  const hasCleanup = useUsed()?.model.hasCleanup === true;
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
      {hasCleanup && (
        <>
          <p className="pair">
            <span>{t('residual.cleanup')}</span>
            <button
              type="button"
              className="link"
              aria-pressed={cleanup === 'auto'}
              onClick={() => change({ cleanup: 'auto' })}
            >
              {cleanup === 'auto'
                ? t('residual.cleanup-auto')
                : t('residual.percent', { percent: Math.round(cleanup * 100) })}
            </button>
          </p>
          <Slider
            label={t('residual.cleanup')}
            testId="cleanup"
            max={100}
            value={cleanup === 'auto' ? 0 : Math.round(cleanup * 100)}
            valueText={
              cleanup === 'auto'
                ? t('residual.cleanup-auto')
                : t('residual.percent', { percent: Math.round(cleanup * 100) })
            }
            onChange={(value) => change({ cleanup: value / 100 })}
            onReset={() => change({ cleanup: 'auto' })}
          />
        </>
      )}
    </Section>
  );
}
