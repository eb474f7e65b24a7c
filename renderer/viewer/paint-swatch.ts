import type { Content } from './compose-tile.ts';
import type { LoadedTile } from './fetch-view-tile.ts';
import { tileCanvas } from './paint-pane.ts';
import type { Scene } from './scene.ts';
import type { ViewTile } from './view-tiles.ts';

/** Side of the part that a swatch shows, output pixels: small enough to see single strokes of the residual. */
const part = 128;

/** Shows the surroundings of an input position, as far as its tile holds them, in a small square canvas. */
export function paintSwatch(
  context: CanvasRenderingContext2D,
  content: Content,
  scene: Scene,
  tile: LoadedTile,
  place: ViewTile,
  middle: { readonly inputX: number; readonly inputY: number },
): void {
  const { canvas } = context;
  const side = Math.min(part, tile.width, tile.height);
  const left = cut((middle.inputX - place.left) * scene.scale - side / 2, tile.width - side);
  const top = cut((middle.inputY - place.top) * scene.scale - side / 2, tile.height - side);
  context.imageSmoothingQuality = 'high';
  context.drawImage(tileCanvas(tile, content, scene), left, top, side, side, 0, 0, canvas.width, canvas.height);
}

function cut(value: number, most: number): number {
  return Math.round(Math.min(Math.max(0, value), most));
}
