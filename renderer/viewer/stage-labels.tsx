import { LoaderCircle } from 'lucide-react';
import { formatStrength } from '../locales/format.ts';
import { t } from '../locales/translate.ts';
import { useUsedForPhoto } from '../settings/use-used.ts';
import type { Scene } from './scene.ts';
import { useStage } from './use-stage.ts';

/** What lies where: the labels in the stage's corners, and a line below them where something has to be said. */
export function StageLabels({ scene }: { readonly scene: Scene }) {
  const { level, missing } = useStage();
  const { mode, holding, scale, picture } = scene;
  const { inputWidth: width, inputHeight: height } = picture;
  const size = { width: width * scale, height: height * scale };
  const isKnown = level === 'tiles' || (scene.result !== null && mode !== 'residual');
  const original = t('view.original', { width, height });
  const model = useUsedForPhoto()?.model.title;
  const made = isKnown && model ? t('view.result', { model, scale, ...size }) : t('view.enlarged', size);
  const right =
    mode === 'residual'
      ? t('view.learned', { strength: formatStrength(scene.strength) })
      : mode === 'hold' && holding
        ? original
        : made;
  const captions = isKnown
    ? { residual: t('view.residual-caption'), other: null }
    : { residual: t('view.residual-hint'), other: t('view.zoom-hint') };
  const caption = mode === 'residual' ? captions.residual : captions.other;
  return (
    <div className="stage-labels">
      {(mode === 'split' || mode === 'side') && <p className="label label-left">{original}</p>}
      <p className="label label-right" data-testid="stage-label">
        {missing > 0 && (
          <>
            <LoaderCircle className="spinner" aria-hidden="true" />
            <span className="quiet">{t('view.working', { count: missing })}</span>
          </>
        )}
        <span>{right}</span>
      </p>
      {caption && (
        <p className="label label-caption" data-testid="stage-caption">
          {caption}
        </p>
      )}
    </div>
  );
}
