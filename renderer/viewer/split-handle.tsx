import { MoveHorizontal } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useServices } from '../app/app-context.ts';
import { t } from '../locales/translate.ts';

/** Shares of the pane's width that a key moves the divider by. */
const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -0.02,
  ArrowDown: -0.02,
  ArrowRight: 0.02,
  ArrowUp: 0.02,
  PageDown: -0.1,
  PageUp: 0.1,
  Home: -1,
  End: 1,
};

/** The divider between original and result. */
export function SplitHandle() {
  const { stage } = useServices();
  const [share, setShare] = useState(stage.split());
  const percent = Math.round(share * 100);

  function moveTo(next: number) {
    stage.setSplit(next);
    setShare(stage.split());
  }

  function drag(event: PointerEvent<HTMLDivElement>) {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = event.currentTarget.parentElement!.getBoundingClientRect();
    moveTo((event.clientX - box.left) / box.width);
  }

  function press(event: KeyboardEvent) {
    const step = keySteps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(share + step);
  }

  return (
    <div
      className="split-handle"
      style={{ left: `${share * 100}%` }}
      role="slider"
      tabIndex={0}
      data-testid="split"
      aria-label={t('view.split-handle')}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={t('view.split-value', { percent })}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onDoubleClick={() => moveTo(0.5)}
    >
      <span className="knob">
        <MoveHorizontal aria-hidden="true" />
      </span>
    </div>
  );
}
