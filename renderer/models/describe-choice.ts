import { isCompressed, isNoisy } from '../../models/inference/choose-model.ts';
import { t } from '../locales/translate.ts';
import type { UsedForPhoto } from './used-settings.ts';

/**
 * What was seen in a photo and what follows, as one sentence: "Looks like a photograph with noise (σ ≈ 12) and
 * JPEG traces (≈ 60): Restore, cleanup 46 %". Empty where nothing was left to the adviser.
 */
export function describeChoice(used: UsedForPhoto, scale: number): string {
  const { reason } = used;
  if (!reason) return '';
  const { missed } = reason;
  const sentence = whyAndWhat(used);
  if (!missed) return sentence;
  const because = { sentence, model: missed.model, scale };
  return missed.because === 'scale' ? t('auto.no-scale', because) : t('auto.not-there', because);
}

function whyAndWhat({ model, cleanup, reason }: UsedForPhoto): string {
  const choice =
    cleanup === null ? model.title : t('auto.with-cleanup', { model: model.title, percent: Math.round(100 * cleanup) });
  const advice = reason?.advice;
  if (!advice) return t('auto.not-looked-at', { choice });
  const kind = t(`auto.${advice.kind}`);
  const { noise } = advice;
  const quality = advice.quality ?? 100;
  if (isNoisy(advice) && isCompressed(advice)) return t('auto.noisy-compressed', { kind, noise, quality, choice });
  if (isNoisy(advice)) return t('auto.noisy', { kind, noise, choice });
  if (isCompressed(advice)) return t('auto.compressed', { kind, quality, choice });
  return t('auto.clean', { kind, choice });
}
