// @ts-check
/** Every step of the animation as one frame of a GIF. */
import { around, boxOf, picture, raster, wrap } from "./drawing.js";

/** More frames make a file that no slide and no mail takes. */
export const MOST_FRAMES = 200;
/** Entries of a frame's palette; the last one of 256 stands for what the frame before shows. */
const COLOURS = 255;
const UNCHANGED = 255;

/** Let the page answer the pointer between two frames. */
const breathe = () => new Promise((resolve) => setTimeout(resolve));

/**
 * @param {number} steps
 * @param {(step: number) => {svg: SVGSVGElement, caption: string, milliseconds: number}} draw
 * @param {(done: number) => void} progress
 * @param {AbortSignal} signal
 * @returns {Promise<Blob|null>} null if it was cancelled
 */
export async function animation(steps, draw, progress, signal) {
  const { GIFEncoder } = await import("../transposed-convolution-lab.shared/gifenc.js");
  // All frames are cropped alike, with room for the longest caption.
  let box = boxOf(draw(0).svg);
  /** @type {string[]} */ const captions = [];
  for (let step = 0; step < steps; step++) {
    const drawn = draw(step);
    box = around(box, boxOf(drawn.svg));
    captions.push(drawn.caption);
    if (step % 16 === 15) await breathe();
    if (signal.aborted) return null;
  }
  const gif = GIFEncoder();
  /** @type {Uint32Array|null} */ let before = null;
  const family = getComputedStyle(draw(0).svg).fontFamily;
  const lines = Math.max(...captions.map((text) => wrap(text, box.width, family).length));
  for (let step = 0; step < steps; step++) {
    const { svg, caption, milliseconds } = draw(step);
    const canvas = await raster(picture(svg, { caption, box, lines }), 1);
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (!pixels) throw new Error("This browser gives no pixels of a picture.");
    const { palette, index } = indexed(new Uint32Array(pixels.buffer), before);
    gif.writeFrame(index, canvas.width, canvas.height, {
      palette, delay: milliseconds, transparent: before !== null, transparentIndex: UNCHANGED, dispose: 1,
    });
    before = new Uint32Array(pixels.buffer);
    progress(step + 1);
    await breathe();
    if (signal.aborted) return null;
  }
  gif.finish();
  return new Blob([gif.bytes()], { type: "image/gif" });
}

/**
 * The pixels as entries of a palette of their own: the most frequent colours, exactly. A
 * drawing of flat cells has few; what is between two of them, at the edge of a digit, gets
 * the nearest. (Quantizers for photographs turn pale greens into greys.)
 * @param {Uint32Array} pixels @param {Uint32Array|null} before the frame before, of which what stays is left out
 */
function indexed(pixels, before) {
  /** @type {Map<number, number>} */ const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([pixel]) => pixel);
  const palette = kept.map(parts);
  /** @type {Map<number, number>} */ const entries = new Map(kept.map((pixel, i) => [pixel, i]));
  const index = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    if (before && before[i] === pixel) {
      index[i] = UNCHANGED;
      continue;
    }
    let entry = entries.get(pixel);
    if (entry === undefined) {
      entry = nearest(palette, parts(pixel));
      entries.set(pixel, entry);
    }
    index[i] = entry;
  }
  while (palette.length <= UNCHANGED) palette.push([0, 0, 0]);
  return { palette, index };
}

/** Red, green, blue of a pixel as a canvas holds it. @param {number} pixel */
const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];

/** @param {number[][]} palette @param {number[]} colour */
function nearest(palette, [red, green, blue]) {
  let [best, least] = [0, Infinity];
  palette.forEach(([r, g, b], i) => {
    const far = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (far < least) [best, least] = [i, far];
  });
  return best;
}
