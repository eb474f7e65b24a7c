import { useApp } from '../app/app-context.ts';
import { actualSize, doubleSize, fit, residual, sideBySide, split } from '../commands/commands.ts';
import { t } from '../locales/translate.ts';
import { CommandButton } from '../ui/command-button.tsx';
import { HoldButton } from './hold-button.tsx';
import { useStage } from './use-stage.ts';

/** Zoom and comparison, floating over the picture. */
export function StageTools() {
  const mode = useApp((state) => state.mode);
  const { percent, fitted } = useStage();
  return (
    <div className="stage-tools" role="toolbar" aria-label={t('view.tools')}>
      <div className="tool-group">
        <CommandButton command={fit} testId="fit" pressed={fitted} />
        <CommandButton command={actualSize} testId="zoom-100" pressed={!fitted && percent === 100} />
        <CommandButton command={doubleSize} testId="zoom-200" pressed={!fitted && percent === 200} />
        <output className="zoom" aria-label={t('view.zoom')}>
          {percent !== null && t('view.percent', { percent: Math.round(percent) })}
        </output>
      </div>
      <div className="tool-group">
        <CommandButton command={split} testId="mode-split" pressed={mode === 'split'} />
        <CommandButton command={sideBySide} testId="mode-side" pressed={mode === 'side'} />
        <HoldButton pressed={mode === 'hold'} />
        <CommandButton command={residual} testId="mode-residual" pressed={mode === 'residual'} />
      </div>
    </div>
  );
}
