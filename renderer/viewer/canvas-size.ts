/**
 * Keeps a canvas as large as it is shown, in device pixels, and tells when it changed, which cleared it. Until it was
 * measured it has no size: an overview asked for by the size that canvases are born with cost a decode of its own.
 */
export function followCanvasSize(canvas: HTMLCanvasElement, onChange: () => void): () => void {
  canvas.width = 0;
  canvas.height = 0;
  const observer = new ResizeObserver(([entry]) => {
    // The browser alone knows the size exactly: rounded from CSS pixels it may be one off, and blurs.
    const exact = entry?.devicePixelContentBoxSize?.[0];
    const width = exact?.inlineSize ?? Math.round(canvas.clientWidth * devicePixelRatio);
    const height = exact?.blockSize ?? Math.round(canvas.clientHeight * devicePixelRatio);
    if (width === canvas.width && height === canvas.height) return;
    canvas.width = width;
    canvas.height = height;
    onChange();
  });
  try {
    observer.observe(canvas, { box: 'device-pixel-content-box' });
  } catch {
    // Safari knows CSS pixels only.
    observer.observe(canvas);
  }
  return () => observer.disconnect();
}
