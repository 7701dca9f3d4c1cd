// @ts-check
/** Every step of the animation as one frame of a GIF. */
import { around, boxOf, picture, plain, raster, wrap } from "./picture.js";

/** More frames make a file that no slide and no mail takes. */
export const MOST_FRAMES = 200;
const COLOURS = 256;

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
  const { GIFEncoder, quantize, applyPalette, snapColorsToPalette } = /** @type {any} */ (await import("./gifenc.js"));
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
  for (let step = 0; step < steps; step++) {
    const { svg, caption, milliseconds } = draw(step);
    const family = getComputedStyle(svg).fontFamily;
    const lines = Math.max(...captions.map((text) => wrap(text, box.width, family).length));
    const canvas = await raster(picture(svg, { caption, box, lines }), 1);
    const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
    if (!pixels) throw new Error("This browser gives no pixels of a picture.");
    const palette = quantize(pixels, COLOURS);
    // The same paper in every frame: it would flicker otherwise.
    snapColorsToPalette(palette, [paperOf(svg)], 12);
    gif.writeFrame(applyPalette(pixels, palette), canvas.width, canvas.height, { palette, delay: milliseconds });
    progress(step + 1);
    await breathe();
    if (signal.aborted) return null;
  }
  gif.finish();
  return new Blob([gif.bytes()], { type: "image/gif" });
}

/** @param {SVGSVGElement} svg @returns {number[]} */
function paperOf(svg) {
  const lab = svg.closest(".lab");
  const { colour } = plain(lab ? getComputedStyle(lab).backgroundColor : "white");
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
