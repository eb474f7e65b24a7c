import { type Content, composeTile } from './compose-tile.ts';
import type { LoadedTile } from './fetch-view-tile.ts';
import { type DeviceRect, type Pane, placeRect, type View } from './geometry.ts';
import type { Layer, Scene } from './scene.ts';
import type { ViewTile } from './view-tiles.ts';

export interface Painting {
  readonly scene: Scene;
  readonly view: View;
  readonly pane: Pane;
  readonly layers: readonly Layer[];
  /** Empty where too many would be visible and the overviews are shown. */
  readonly tiles: readonly { readonly place: ViewTile; readonly loaded: LoadedTile | undefined }[];
  /** The original as a whole. */
  readonly original: ImageBitmap | null;
  /** The result as a whole; null where there is none, or where tiles are shown. */
  readonly result: CanvasImageSource | null;
}

/** Draws a pane: every layer within its columns. */
export function paintPane(context: CanvasRenderingContext2D, painting: Painting): void {
  const { scene, view, pane, layers } = painting;
  context.clearRect(0, 0, pane.deviceWidth, pane.deviceHeight);
  const whole = placeRect(view, pane, {
    left: 0,
    top: 0,
    width: scene.picture.inputWidth,
    height: scene.picture.inputHeight,
  });
  // From 200 % on, one sees the pixels as they are.
  context.imageSmoothingEnabled = view.magnification < 2 * scene.scale;
  context.imageSmoothingQuality = 'high';
  for (const layer of layers) {
    if (layer.to <= layer.from) continue;
    context.save();
    context.beginPath();
    context.rect(layer.from, 0, layer.to - layer.from, pane.deviceHeight);
    context.clip();
    paintLayer(context, painting, layer, whole);
    context.restore();
  }
}

function paintLayer(context: CanvasRenderingContext2D, painting: Painting, layer: Layer, whole: DeviceRect): void {
  const { scene, view, pane, original } = painting;
  const { content } = layer;
  if (painting.result && content === 'after') draw(context, painting.result, whole);
  else if (original) {
    context.save();
    context.imageSmoothingEnabled = true;
    // The residual is not known here: a faint original says where, and claims nothing. (The difference of two
    // overviews would be mostly the noise of their own compression, amplified.)
    if (content === 'residual') context.globalAlpha = 0.25;
    draw(context, original, whole);
    context.restore();
  }
  for (const { place, loaded } of painting.tiles) {
    const at = placeRect(view, pane, place);
    if (!loaded || at.deviceLeft >= layer.to || at.deviceLeft + at.deviceWidth <= layer.from) continue;
    draw(context, tileCanvas(loaded, content, scene), at);
  }
  if (scene.alpha && content !== 'residual') paintTransparency(context, original, whole);
}

/** Tiles know no transparency: the original's is laid over them, and a chequered ground under them. */
function paintTransparency(context: CanvasRenderingContext2D, original: ImageBitmap | null, whole: DeviceRect): void {
  if (!original) return;
  context.globalCompositeOperation = 'destination-in';
  draw(context, original, whole);
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = chequers(context);
  context.fillRect(whole.deviceLeft, whole.deviceTop, whole.deviceWidth, whole.deviceHeight);
  context.globalCompositeOperation = 'source-over';
}

function chequers(context: CanvasRenderingContext2D): CanvasPattern {
  const side = 8;
  const square = new OffscreenCanvas(2 * side, 2 * side);
  const ground = square.getContext('2d')!;
  ground.fillStyle = '#ffffff';
  ground.fillRect(0, 0, 2 * side, 2 * side);
  ground.fillStyle = '#cccccc';
  ground.fillRect(0, 0, side, side);
  ground.fillRect(side, side, side, side);
  return context.createPattern(square, 'repeat')!;
}

/** A tile as a canvas, composed anew only when the strength changed. */
export function tileCanvas(
  tile: LoadedTile,
  content: Content,
  { strength, space, grey }: Pick<Scene, 'strength' | 'space' | 'grey'>,
): OffscreenCanvas {
  const painted = tile.painted.get(content);
  if (painted && (content === 'before' || painted.strength === strength)) return painted.canvas;
  const canvas = painted?.canvas ?? new OffscreenCanvas(tile.width, tile.height);
  const rgba = composeTile(tile.base, tile.residual, strength, content, grey);
  // The samples are in the photo's own space already: the same tag on both keeps them untouched.
  const image = new ImageData(rgba, tile.width, tile.height, { colorSpace: space });
  canvas.getContext('2d', { colorSpace: space })!.putImageData(image, 0, 0);
  tile.painted.set(content, { strength, canvas });
  return canvas;
}

function draw(context: CanvasRenderingContext2D, image: CanvasImageSource, at: DeviceRect): void {
  context.drawImage(image, at.deviceLeft, at.deviceTop, at.deviceWidth, at.deviceHeight);
}
