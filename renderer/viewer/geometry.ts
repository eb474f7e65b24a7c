/**
 * Where the picture lies in a pane. Two spaces, named in every field: input pixels of the source, and
 * device pixels of the pane (its canvas' own). A view is the same for both panes of a comparison, so
 * original and result are in register by construction.
 */
export interface Picture {
  readonly inputWidth: number;
  readonly inputHeight: number;
}

export interface Pane {
  readonly deviceWidth: number;
  readonly deviceHeight: number;
}

export interface View {
  /** The input position that lies in the middle of the pane. */
  readonly inputX: number;
  readonly inputY: number;
  /** Device pixels per input pixel. 100 % is `scale`: one output pixel on one device pixel. */
  readonly magnification: number;
}

export interface DevicePoint {
  readonly deviceX: number;
  readonly deviceY: number;
}

/** Output pixels are shown at most this much enlarged. */
const mostEnlarged = 16;

/** The whole picture in the middle, as large as the pane takes it, but no larger than 100 %. */
export function fitView(picture: Picture, pane: Pane, scale: number): View {
  return {
    inputX: picture.inputWidth / 2,
    inputY: picture.inputHeight / 2,
    magnification: fitMagnification(picture, pane, scale),
  };
}

export function fitMagnification(picture: Picture, pane: Pane, scale: number): number {
  return Math.min(pane.deviceWidth / picture.inputWidth, pane.deviceHeight / picture.inputHeight, scale);
}

/** Between fitting and `mostEnlarged`. */
export function clampMagnification(magnification: number, picture: Picture, pane: Pane, scale: number): number {
  return Math.min(Math.max(magnification, fitMagnification(picture, pane, scale)), mostEnlarged * scale);
}

/** Keeps the magnification in its limits, and the pane full of picture where there is enough. */
export function clampView(view: View, picture: Picture, pane: Pane, scale: number): View {
  const magnification = clampMagnification(view.magnification, picture, pane, scale);
  return {
    inputX: clampCentre(view.inputX, picture.inputWidth, pane.deviceWidth / magnification),
    inputY: clampCentre(view.inputY, picture.inputHeight, pane.deviceHeight / magnification),
    magnification,
  };
}

function clampCentre(centre: number, size: number, visible: number): number {
  if (visible >= size) return size / 2;
  return Math.min(Math.max(centre, visible / 2), size - visible / 2);
}

/** Another magnification with the input position under `point` staying there. */
export function zoomAt(view: View, pane: Pane, point: DevicePoint, magnification: number): View {
  const fixed = toInput(view, pane, point);
  return {
    inputX: fixed.inputX - (point.deviceX - pane.deviceWidth / 2) / magnification,
    inputY: fixed.inputY - (point.deviceY - pane.deviceHeight / 2) / magnification,
    magnification,
  };
}

/** The picture moved by device pixels: positive to the right and down. */
export function panBy(view: View, deviceX: number, deviceY: number): View {
  return {
    ...view,
    inputX: view.inputX - deviceX / view.magnification,
    inputY: view.inputY - deviceY / view.magnification,
  };
}

export function toInput(view: View, pane: Pane, point: DevicePoint): { inputX: number; inputY: number } {
  return {
    inputX: view.inputX + (point.deviceX - pane.deviceWidth / 2) / view.magnification,
    inputY: view.inputY + (point.deviceY - pane.deviceHeight / 2) / view.magnification,
  };
}

/**
 * Device position of the picture's top left corner. A whole number: at 100 % every output pixel then
 * meets exactly one device pixel, and a moved picture does not shimmer.
 */
export function originOf(view: View, pane: Pane): DevicePoint {
  return {
    deviceX: Math.round(pane.deviceWidth / 2 - view.inputX * view.magnification),
    deviceY: Math.round(pane.deviceHeight / 2 - view.inputY * view.magnification),
  };
}

export interface InputRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface DeviceRect {
  readonly deviceLeft: number;
  readonly deviceTop: number;
  readonly deviceWidth: number;
  readonly deviceHeight: number;
}

/** Where a rectangle of the input lies, its edges on whole device pixels, so that neighbours share them. */
export function placeRect(view: View, pane: Pane, rect: InputRect): DeviceRect {
  const origin = originOf(view, pane);
  const left = origin.deviceX + Math.round(rect.left * view.magnification);
  const top = origin.deviceY + Math.round(rect.top * view.magnification);
  const right = origin.deviceX + Math.round((rect.left + rect.width) * view.magnification);
  const bottom = origin.deviceY + Math.round((rect.top + rect.height) * view.magnification);
  return { deviceLeft: left, deviceTop: top, deviceWidth: right - left, deviceHeight: bottom - top };
}

/** The part of the picture that the pane shows, in input pixels, cut to the picture; may be empty. */
export function visibleRect(view: View, picture: Picture, pane: Pane): InputRect {
  const origin = originOf(view, pane);
  const left = Math.max(0, -origin.deviceX / view.magnification);
  const top = Math.max(0, -origin.deviceY / view.magnification);
  const right = Math.min(picture.inputWidth, (pane.deviceWidth - origin.deviceX) / view.magnification);
  const bottom = Math.min(picture.inputHeight, (pane.deviceHeight - origin.deviceY) / view.magnification);
  return { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
