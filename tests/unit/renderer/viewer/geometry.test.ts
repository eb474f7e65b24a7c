import { describe, expect, it } from 'vitest';
import {
  clampView,
  fitView,
  originOf,
  panBy,
  placeRect,
  toInput,
  visibleRect,
  zoomAt,
} from '../../../../renderer/viewer/geometry.ts';

const picture = { inputWidth: 450, inputHeight: 300 };
const pane = { deviceWidth: 900, deviceHeight: 700 };

describe('a fitted photo', () => {
  it('lies in the middle and touches the sides that are nearer', () => {
    const view = fitView(picture, pane, 4);
    expect(view.magnification).toBe(2);
    expect(placeRect(view, pane, { left: 0, top: 0, width: 450, height: 300 })).toEqual({
      deviceLeft: 0,
      deviceTop: 50,
      deviceWidth: 900,
      deviceHeight: 600,
    });
  });

  it('is shown whole', () => {
    expect(visibleRect(fitView(picture, pane, 4), picture, pane)).toEqual({ left: 0, top: 0, width: 450, height: 300 });
  });

  it('is never larger than 100 %, however small the photo is', () => {
    expect(fitView({ inputWidth: 10, inputHeight: 10 }, pane, 4).magnification).toBe(4);
  });
});

describe('zooming at the pointer', () => {
  it('keeps the place under the pointer there', () => {
    const start = { inputX: 200, inputY: 150, magnification: 4 };
    const point = { deviceX: 123, deviceY: 456 };
    const under = toInput(start, pane, point);
    for (const magnification of [0.5, 3, 4, 17]) {
      const after = toInput(zoomAt(start, pane, point, magnification), pane, point);
      expect(after.inputX).toBeCloseTo(under.inputX, 9);
      expect(after.inputY).toBeCloseTo(under.inputY, 9);
    }
  });
});

describe('moving', () => {
  it('follows the pointer pixel by pixel', () => {
    const start = { inputX: 200, inputY: 150, magnification: 4 };
    const moved = panBy(start, 40, -12);
    expect(originOf(moved, pane).deviceX - originOf(start, pane).deviceX).toBe(40);
    expect(originOf(moved, pane).deviceY - originOf(start, pane).deviceY).toBe(-12);
  });

  it('ends where the photo ends', () => {
    const far = clampView({ inputX: 9999, inputY: -9999, magnification: 4 }, picture, pane, 4);
    const part = visibleRect(far, picture, pane);
    expect(part.left + part.width).toBe(450);
    expect(part.top).toBe(0);
    expect(part.width * 4).toBe(900);
  });

  it('leaves a photo in the middle that is smaller than the pane', () => {
    const view = clampView({ inputX: 0, inputY: 0, magnification: 2.2 }, picture, pane, 4);
    expect(view.inputY).toBe(150);
  });
});

describe('the limits of zooming', () => {
  it('are the fitted photo and sixteen device pixels for one of the result', () => {
    expect(clampView({ inputX: 0, inputY: 0, magnification: 0.01 }, picture, pane, 4).magnification).toBe(2);
    expect(clampView({ inputX: 0, inputY: 0, magnification: 9999 }, picture, pane, 4).magnification).toBe(64);
  });
});

describe('at 100 %', () => {
  it('every pixel of the result meets exactly one of the device, wherever the photo was moved to', () => {
    for (const inputX of [100, 100.1, 133.37, 250.5]) {
      const view = { inputX, inputY: 77.7, magnification: 4 };
      const at = placeRect(view, pane, { left: 128, top: 128, width: 128, height: 44 });
      expect(Number.isInteger(at.deviceLeft) && Number.isInteger(at.deviceTop)).toBe(true);
      expect([at.deviceWidth, at.deviceHeight]).toEqual([512, 176]);
    }
  });
});

describe('neighbouring tiles', () => {
  it('share their edge at any magnification: no gap, no overlap', () => {
    for (const magnification of [0.37, 1, 1.77, 3.999, 5.3]) {
      const view = { inputX: 201.3, inputY: 150, magnification };
      const one = placeRect(view, pane, { left: 0, top: 0, width: 128, height: 128 });
      const next = placeRect(view, pane, { left: 128, top: 0, width: 128, height: 128 });
      expect(one.deviceLeft + one.deviceWidth).toBe(next.deviceLeft);
    }
  });
});
