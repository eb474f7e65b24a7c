import { automatic } from '../../models/inference/choose-model.ts';
import { useApp } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';
import { Slider } from '../ui/slider.tsx';
import { useUsed, useUsedForPhoto } from './use-used.ts';

/** How much is cleaned, where the model can: what was seen in the photo, until the user says otherwise. */
export function CleanupDial() {
  const change = useApp((state) => state.change);
  const used = useUsed();
  const forPhoto = useUsedForPhoto();
  if (!used || !forPhoto || forPhoto.cleanup === null) return null;
  const percent = Math.round(100 * forPhoto.cleanup);
  const isAuto = used.settings.cleanup === automatic;
  const leave = () => change({ cleanup: automatic });
  return (
    <>
      <div className="pair">
        <span>{t('residual.cleanup')}</span>
        <span className="cleanup-value">
          {used.hasAdviser && (
            <button
              type="button"
              className="link"
              aria-pressed={isAuto}
              title={t('residual.cleanup-hint')}
              data-testid="cleanup-auto"
              onClick={leave}
            >
              {t('residual.cleanup-auto')}
            </button>
          )}
          <output>{t('residual.percent', { percent })}</output>
        </span>
      </div>
      <Slider
        label={t('residual.cleanup')}
        testId="cleanup"
        max={100}
        value={percent}
        valueText={isAuto ? t('residual.percent-auto', { percent }) : t('residual.percent', { percent })}
        onChange={(value) => change({ cleanup: value / 100 })}
        onReset={leave}
      />
    </>
  );
}
