import { viewTileSize } from '../../electron/contract/pixels.ts';
import type { InputRect, Picture } from './geometry.ts';

/** One square of the grid of view tiles, cut to the picture; all in input pixels. */
export interface ViewTile extends InputRect {
  readonly column: number;
  readonly row: number;
}

/** With more tiles than this on screen, pictures of the whole are shown instead. */
const mostTiles = 24;

/**
 * Whether the stage shows tiles of the network's answer, or is zoomed out too far for it. From 100 % on
 * it always does, however large or fine the screen: a picture of the whole would be blurred there.
 *
 * @param part of the picture that is visible. @param zoom 1 is 100 %.
 */
export function showsTiles(part: InputRect, zoom: number): boolean {
  const range = rangeOf(part);
  const count = (range.lastColumn - range.firstColumn + 1) * (range.lastRow - range.firstRow + 1);
  return zoom >= 1 || count <= mostTiles;
}

/** The tiles that a part of the picture touches, the one nearest to its middle first. */
export function viewTilesOf(part: InputRect, picture: Picture): readonly ViewTile[] {
  const { firstColumn, lastColumn, firstRow, lastRow } = rangeOf(part);
  const middleX = part.left + part.width / 2;
  const middleY = part.top + part.height / 2;
  const found: { tile: ViewTile; distance: number }[] = [];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const tile = viewTileAt(column, row, picture);
      const distance = Math.hypot(
        (column + 0.5) * viewTileSize - middleX, // of the whole square: a narrow rest is no nearer
        (row + 0.5) * viewTileSize - middleY,
      );
      found.push({ tile, distance });
    }
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ tile }) => tile);
}

/** The tile that holds an input position; positions outside count as the nearest inside. */
export function viewTileHolding(inputX: number, inputY: number, picture: Picture): ViewTile {
  const x = Math.min(Math.max(0, inputX), picture.inputWidth - 1);
  const y = Math.min(Math.max(0, inputY), picture.inputHeight - 1);
  return viewTileAt(Math.floor(x / viewTileSize), Math.floor(y / viewTileSize), picture);
}

function viewTileAt(column: number, row: number, picture: Picture): ViewTile {
  const left = column * viewTileSize;
  const top = row * viewTileSize;
  return {
    column,
    row,
    left,
    top,
    width: Math.min(viewTileSize, picture.inputWidth - left),
    height: Math.min(viewTileSize, picture.inputHeight - top),
  };
}

function rangeOf(part: InputRect) {
  if (part.width <= 0 || part.height <= 0) return { firstColumn: 0, lastColumn: -1, firstRow: 0, lastRow: -1 };
  return {
    firstColumn: Math.floor(part.left / viewTileSize),
    lastColumn: Math.ceil((part.left + part.width) / viewTileSize) - 1,
    firstRow: Math.floor(part.top / viewTileSize),
    lastRow: Math.ceil((part.top + part.height) / viewTileSize) - 1,
  };
}
