import { useEffect, useRef } from 'react';
import { useServices } from '../app/app-context.ts';
import type { Content } from './compose-tile.ts';

interface Props {
  readonly content: Content;
  readonly space: PredefinedColorSpace;
  readonly label: string;
}

/** A small piece from the middle of the view, as one term of the sum. */
export function Swatch({ content, space, label }: Props) {
  return (
    <figure className="swatch">
      {/* A canvas keeps the colour space that it was first asked for, so another space takes a new one. */}
      <SwatchCanvas key={space} content={content} space={space} />
      <figcaption>{label}</figcaption>
    </figure>
  );
}

function SwatchCanvas({ content, space }: Pick<Props, 'content' | 'space'>) {
  const { stage } = useServices();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => stage.attachSwatch(content, canvas.current!, space), [stage, content, space]);
  return <canvas ref={canvas} data-testid={`swatch-${content}`} />;
}
