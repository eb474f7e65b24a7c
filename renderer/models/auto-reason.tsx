import { automatic } from '../../models/inference/choose-model.ts';
import { t } from '../locales/translate.ts';
import { useSelectedJob, useUsed, useUsedForPhoto } from '../settings/use-used.ts';
import { describeChoice } from './describe-choice.ts';

/** What `auto` makes of the photo in view, and why; read out when it becomes known. */
export function AutoReason({ id }: { readonly id: string }) {
  const used = useUsed();
  const job = useSelectedJob();
  const forPhoto = useUsedForPhoto();
  const shown = job?.source && used?.settings.model === automatic;
  const words = shown && (forPhoto ? describeChoice(forPhoto, used.settings.scale) : t('auto.looking'));
  return (
    <p id={id} className="auto-reason" aria-live="polite" data-testid="auto-reason">
      {words}
    </p>
  );
}
