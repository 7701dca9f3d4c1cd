// @ts-check
/** Grey pictures of 28×28 pixels, as Python sends them. */

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** @param {HTMLCanvasElement} canvas of 28×28 @param {ArrayLike<number>} greys 784 levels of 255 */
export function paint(canvas, greys) {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser paints no canvas");
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    image.data.fill(greys[i], 4 * i, 4 * i + 3);
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
