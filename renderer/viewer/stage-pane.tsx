import { useEffect, useRef } from 'react';
import { useServices } from '../app/app-context.ts';

interface Props {
  readonly pane: 0 | 1;
  readonly space: PredefinedColorSpace;
  /** Of the photo, for those who hear the screen. */
  readonly name: string;
}

/** One canvas. It keeps the colour space that it was made with: give it another key for another space. */
export function StagePane({ pane, space, name }: Props) {
  const { stage } = useServices();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => stage.attachPane(pane, canvas.current!, space), [stage, pane, space]);
  return <canvas className="pane" ref={canvas} data-testid="stage-canvas" role="img" aria-label={name} />;
}
