import type { Problem } from '../../electron/contract/problem.ts';
import { followCanvasSize } from './canvas-size.ts';
import type { Content } from './compose-tile.ts';
import {
  clampMagnification,
  clampView,
  type DevicePoint,
  fitMagnification,
  fitView,
  type Pane,
  panBy,
  type View,
  visibleRect,
  zoomAt,
} from './geometry.ts';
import { paintPane } from './paint-pane.ts';
import { paintSwatch } from './paint-swatch.ts';
import { layersOf, type Scene } from './scene.ts';
import { createStageSources } from './stage-sources.ts';
import { showsTiles, viewTileHolding, viewTilesOf } from './view-tiles.ts';

/** Longest side of the original that stands in for tiles that are still to come. */
const placeholderSide = 1024;

/** What the components around the stage show of it. */
export interface StageSnapshot {
  /** Null while nothing is shown. */
  readonly percent: number | null;
  readonly fitted: boolean;
  readonly level: 'tiles' | 'overview';
  /** Visible tiles that are still to come. */
  readonly missing: number;
  readonly problem: Problem | null;
}

/**
 * The stage without its frame: where it is looked at, and the drawing. Pointer moves and frames stay in
 * here; the screen's components hear of coarse changes through `subscribe`.
 */
export interface StageView {
  setScene(scene: Scene | null): void;
  /** Gets `data-ready`: everything that is to be seen here has been drawn. */
  attachStage(element: HTMLElement): () => void;
  attachPane(pane: 0 | 1, canvas: HTMLCanvasElement, space: PredefinedColorSpace): () => void;
  attachSwatch(content: Content, canvas: HTMLCanvasElement, space: PredefinedColorSpace): () => void;
  fit(): void;
  /** 1 is 100 %: one output pixel on one device pixel. */
  zoomTo(zoom: number): void;
  zoomBy(factor: number, point?: DevicePoint): void;
  panBy(deviceX: number, deviceY: number): void;
  /** Where the divider stands, 0 left to 1 right. */
  setSplit(share: number): void;
  split(): number;
  /** Asks again for what failed. */
  retry(): void;
  subscribe(listener: () => void): () => void;
  snapshot(): StageSnapshot;
}

const nothing: StageSnapshot = { percent: null, fitted: true, level: 'tiles', missing: 0, problem: null };

export function createStageView(): StageView {
  const panes = new Map<0 | 1, CanvasRenderingContext2D>();
  const swatches = new Map<Content, CanvasRenderingContext2D>();
  const listeners = new Set<() => void>();
  const sources = createStageSources(invalidate);
  let stage: HTMLElement | null = null;
  let scene: Scene | null = null;
  /** Null: fitted, whatever the size of the pane becomes. */
  let chosen: View | null = null;
  let split = 0.5;
  let snapshot = nothing;
  let frameAsked = false;

  function invalidate() {
    if (stage) stage.dataset.ready = 'false';
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(() => {
      frameAsked = false;
      frame();
    });
  }

  function mainPane(): Pane | null {
    const canvas = panes.get(0)?.canvas;
    return canvas && canvas.width > 0 ? { deviceWidth: canvas.width, deviceHeight: canvas.height } : null;
  }

  function viewIn(pane: Pane, shown: Scene): View {
    return chosen ? clampView(chosen, shown.picture, pane, shown.scale) : fitView(shown.picture, pane, shown.scale);
  }

  function frame() {
    const pane = mainPane();
    if (!scene || !pane) {
      for (const context of panes.values()) clear(context);
      return publish(nothing, false);
    }
    const { picture } = scene;
    const view = viewIn(pane, scene);
    const part = visibleRect(view, picture, pane);
    const level = showsTiles(part, view.magnification / scene.scale) ? 'tiles' : 'overview';
    const visible = level === 'tiles' ? viewTilesOf(part, picture) : [];
    const middle = viewTileHolding(view.inputX, view.inputY, picture);
    // The nearest tile comes first, so with tiles on screen the middle one is always among them.
    sources.want(level === 'tiles' || swatches.size === 0 ? visible : [middle]);

    const longest = Math.max(picture.inputWidth, picture.inputHeight) * view.magnification;
    const side = level === 'overview' ? longest : Math.min(longest, placeholderSide);
    const original = sources.original(side);
    const result = level === 'overview' ? sources.mixed(side) : null;
    const tiles = visible.map((place) => ({ place, loaded: sources.tile(place) ?? sources.standIn(place) }));
    for (const [index, context] of panes) {
      const layers = layersOf(index, scene, pane.deviceWidth, split);
      paintPane(context, { scene, view, pane, layers, tiles, original, result });
    }
    const centre = sources.tile(middle);
    if (centre) for (const [content, context] of swatches) paintSwatch(context, content, scene, centre, middle, view);

    const missing = visible.filter((place) => sources.isPending(place)).length;
    const allLoaded = visible.every((place) => sources.tile(place) !== undefined);
    const ready =
      level === 'overview' ? sources.overviewsSettled(side) : allLoaded && (!scene.alpha || original !== null);
    const percent = Math.round((view.magnification / scene.scale) * 1000) / 10;
    publish({ percent, fitted: chosen === null, level, missing, problem: sources.problem() }, ready);
  }

  function publish(next: StageSnapshot, ready: boolean) {
    if (stage) stage.dataset.ready = String(ready);
    const keys = Object.keys(next) as (keyof StageSnapshot)[];
    if (keys.every((key) => next[key] === snapshot[key])) return;
    snapshot = next;
    for (const listener of listeners) listener();
  }

  function look(change: (view: View, pane: Pane, shown: Scene) => View) {
    const pane = mainPane();
    if (!scene || !pane) return;
    const view = clampView(change(viewIn(pane, scene), pane, scene), scene.picture, pane, scene.scale);
    chosen = view.magnification > fitMagnification(scene.picture, pane, scene.scale) ? view : null;
    invalidate();
  }

  return {
    setScene(next) {
      if (next?.job !== scene?.job) chosen = null;
      if (next?.job !== scene?.job || next?.model !== scene?.model) {
        for (const context of swatches.values()) clear(context);
      }
      scene = next;
      sources.setScene(next);
      invalidate();
    },
    attachStage(element) {
      stage = element;
      invalidate();
      return () => {
        stage = null;
      };
    },
    attachPane(index, canvas, space) {
      panes.set(index, canvas.getContext('2d', { colorSpace: space })!);
      // Resizing clears a canvas: drawing at once spares the eye an empty frame.
      const stop = followCanvasSize(canvas, frame);
      return () => {
        stop();
        panes.delete(index);
      };
    },
    attachSwatch(content, canvas, space) {
      swatches.set(content, canvas.getContext('2d', { colorSpace: space })!);
      const stop = followCanvasSize(canvas, invalidate);
      return () => {
        stop();
        swatches.delete(content);
      };
    },
    fit() {
      chosen = null;
      invalidate();
    },
    zoomTo: (zoom) => look((view, _, shown) => ({ ...view, magnification: zoom * shown.scale })),
    zoomBy: (factor, point) =>
      look((view, pane, shown) => {
        const at = point ?? { deviceX: pane.deviceWidth / 2, deviceY: pane.deviceHeight / 2 };
        return zoomAt(
          view,
          pane,
          at,
          clampMagnification(view.magnification * factor, shown.picture, pane, shown.scale),
        );
      }),
    panBy: (deviceX, deviceY) => look((view) => panBy(view, deviceX, deviceY)),
    setSplit(share) {
      split = Math.min(1, Math.max(0, share));
      invalidate();
    },
    split: () => split,
    retry: () => sources.forgiveFailures(),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    snapshot: () => snapshot,
  };
}

function clear(context: CanvasRenderingContext2D): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}
