// @ts-check
/** An image file as rows of grey levels. */

/** Cells of the longer side: MNIST's size, and enough to see what an operation does. */
const SIDE = 28;
const LARGEST_FILE = 20e6;

/** @param {File} file @returns {Promise<number[][]|string>} rows from 0 (black) to 255, or which kind of file cannot be read: Python has the sentence */
export async function greyLevels(file) {
  if (file.size > LARGEST_FILE) return "large";
  // createImageBitmap reads no drawings made of lines.
  if (file.type.startsWith("image/svg")) return "svg";
  if (file.type && !file.type.startsWith("image/")) return "other";
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (!bitmap) return "damaged";
  const scale = SIDE / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * Math.min(1, scale))));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  // Luma of ITU-R BT.601, as image programs make grey.
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => {
    const [r, g, b] = data.slice(4 * (y * width + x));
    return Math.round(0.299 * r + 0.587 * g + 0.114 * b);
  }));
}
