// @ts-check
/**
 * A grid as one picture, one colour per cell: for cells too small for digits. Which cell the
 * pointer is over follows from the picture's place on the screen.
 *
 * @typedef {import("./grids.js").Look} Look
 */
import { make, put } from "../transposed-convolution-lab.shared/svg.js";

/** Pixels of the picture per cell; the browser enlarges it. */
const LARGEST_SCALE = 8;

/** A place where a panel has no cell. @type {Look} */
const NOTHING = { text: "", className: "gap" };

/**
 * @param {Element} parent
 * @param {ReturnType<typeof import("./theme.js").theme>} theme
 */
export function painting(parent, theme) {
  // On the screen pixels are shown as they are; what is taken away makes an image of them.
  const frame = make("foreignObject", parent, "painting");
  frame.setAttribute("data-painted", "");
  const canvas = document.createElement("canvas");
  frame.append(canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {ImageData|null} */ let image = null;
  /** @type {Look[][]} */ let grid = [];
  let [scale, gap] = [1, 0];

  /** Every cell anew. */
  function all() {
    const [width, height] = [canvas.width, canvas.height];
    if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    grid.forEach((line, y) => {
      const top = y * scale * width;
      line.forEach((look, x) => pixels.fill(theme.pixel(look), top + x * scale, top + (x + 1) * scale - gap));
      for (let down = 1; down < scale - gap; down++) pixels.copyWithin(top + down * width, top, top + width);
    });
    context.putImageData(image, 0, 0);
    grid.forEach((line, y) => line.forEach((look, x) => mark(look, y, x)));
  }

  /** One cell anew. @param {number} down @param {number} across */
  function one(down, across) {
    const look = grid[down][across];
    context.clearRect(across * scale, down * scale, scale, scale);
    context.fillStyle = theme.css(look);
    context.fillRect(across * scale, down * scale, scale - gap, scale - gap);
    mark(look, down, across);
  }

  /** The frame of a cell in light, inside it. @param {Look} look @param {number} down @param {number} across */
  function mark({ className }, down, across) {
    if (!className.endsWith(" main") && !className.endsWith(" lit")) return;
    const width = Math.max(1, scale / 6);
    context.strokeStyle = theme.variable("--ink");
    context.lineWidth = width;
    context.strokeRect(across * scale + width / 2, down * scale + width / 2, scale - width, scale - width);
  }

  return {
    /**
     * @param {import("./grids.js").Panel} panel @param {import("./grids.js").Box} box
     * @param {number[][]|null} changed null: all of them may be
     */
    draw({ rows, columns, look: lookOf }, { left, top, size }, changed) {
      /** @param {number} y @param {number} x */
      function place(y, x) {
        const look = lookOf(y, x);
        const [down, across] = look.position ? look.position.map(Math.floor) : [y, x];
        grid[down][across] = look;
        if (changed) one(down, across);
      }
      if (changed) return changed.forEach(([y, x]) => place(y, x));
      grid = Array.from({ length: rows }, () => Array(columns).fill(NOTHING));
      for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) place(y, x);
      scale = Math.min(LARGEST_SCALE, Math.max(1, Math.round(size)));
      gap = size >= 6 ? 1 : 0; // Whole pixels only from there on.
      if (canvas.width !== columns * scale) canvas.width = columns * scale;
      if (canvas.height !== rows * scale) canvas.height = rows * scale;
      put(frame, { x: left, y: top, width: columns * size, height: rows * size });
      if (!frame.isConnected) parent.append(frame);
      all();
    },
    /** The same in another theme. */
    again: all,
    /** @param {number} x @param {number} y on the screen @returns {string|null} */
    under(x, y) {
      const box = canvas.getBoundingClientRect();
      const row = grid[Math.floor(((y - box.top) / box.height) * grid.length)];
      const look = row?.[Math.floor(((x - box.left) / box.width) * row.length)];
      return look && !look.className.includes("hidden") ? look.data ?? null : null;
    },
    remove: () => frame.remove(),
  };
}
