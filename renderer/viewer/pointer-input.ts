import type { DevicePoint } from './geometry.ts';
import type { StageView } from './stage-view.ts';

interface ClientPoint {
  readonly clientX: number;
  readonly clientY: number;
}

/** One notch of a common wheel is 100 to 120 px and zooms by about a fifth. */
const wheelRate = 0.0016;
/** A trackpad's pinch arrives as a wheel with the control key, in far smaller steps. */
const pinchRate = 0.01;
const linePixels = 16;

/** Drag moves, wheel and pinch zoom at the pointer, a double click goes to 100 % and back. Returns what stops it. */
export function attachPointerInput(
  element: HTMLElement,
  view: Pick<StageView, 'panBy' | 'zoomBy' | 'zoomTo' | 'fit' | 'snapshot'>,
): () => void {
  const held = new Map<number, ClientPoint>();
  const stopping = new AbortController();
  const { signal } = stopping;

  function down(event: PointerEvent) {
    if (event.button !== 0 || !(event.target instanceof HTMLCanvasElement)) return;
    element.setPointerCapture(event.pointerId);
    held.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
    element.dataset.dragging = 'true';
  }

  function move(event: PointerEvent) {
    const from = held.get(event.pointerId);
    if (!from) return;
    const to = { clientX: event.clientX, clientY: event.clientY };
    held.set(event.pointerId, to);
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    // With two fingers each moves the middle by half, and their distance is the magnification.
    const share = (other ? 0.5 : 1) * devicePixelRatio;
    view.panBy((to.clientX - from.clientX) * share, (to.clientY - from.clientY) * share);
    if (other) {
      const middle = { clientX: (to.clientX + other.clientX) / 2, clientY: (to.clientY + other.clientY) / 2 };
      view.zoomBy(distance(to, other) / Math.max(1, distance(from, other)), pointIn(element, middle));
    }
  }

  function up(event: PointerEvent) {
    held.delete(event.pointerId);
    if (held.size === 0) delete element.dataset.dragging;
  }

  function wheel(event: WheelEvent) {
    if (!(event.target instanceof HTMLCanvasElement)) return;
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? linePixels : 1);
    view.zoomBy(Math.exp(-pixels * (event.ctrlKey ? pinchRate : wheelRate)), pointIn(element, event));
  }

  function doubleClick(event: MouseEvent) {
    if (!(event.target instanceof HTMLCanvasElement)) return;
    const { fitted, percent } = view.snapshot();
    if (!fitted || percent === null) return view.fit();
    view.zoomBy(percent < 100 ? 100 / percent : 2, pointIn(element, event));
  }

  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('dblclick', doubleClick, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => stopping.abort();
}

/** Where a position lies in the pane under it. Side by side, each pane counts from its own edge: both show the same part. */
function pointIn(element: HTMLElement, at: ClientPoint): DevicePoint {
  const boxes = [...element.querySelectorAll('canvas')].map((canvas) => ({
    canvas,
    box: canvas.getBoundingClientRect(),
  }));
  const under = boxes.find(({ box }) => at.clientX >= box.left && at.clientX < box.right) ?? boxes[0];
  if (!under) return { deviceX: 0, deviceY: 0 };
  const { canvas, box } = under;
  return {
    deviceX: ((at.clientX - box.left) * canvas.width) / box.width,
    deviceY: ((at.clientY - box.top) * canvas.height) / box.height,
  };
}

function distance(a: ClientPoint, b: ClientPoint): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
