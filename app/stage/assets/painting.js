// @ts-check
/**
 * A grid as one picture, one colour per cell: for cells too small for digits, or too many. Which
 * cell the pointer is over follows from the picture's place on the screen.
 *
 * @typedef {import("./grids.js").Look} Look
 */
import { make, put } from "../transposed-convolution-lab.shared/svg.js";

/** A place where a panel has no cell. @type {Look} */
const NOTHING = { text: "", className: "gap" };
/** From this size on there is room between cells. */
const ROOMY = 6;
/** More cells than this are painted with all others: as one image. */
const MANY = 100;

/**
 * @param {Element} parent
 * @param {ReturnType<typeof import("./theme.js").theme>} theme
 * @param {() => number} ratio pixels of the screen to one of the drawing
 */
export function painting(parent, theme, ratio) {
  // On the screen pixels are shown as they are; what is taken away makes an image of them.
  const frame = make("foreignObject", parent, "painting");
  frame.setAttribute("data-painted", "");
  const canvas = document.createElement("canvas");
  frame.append(canvas);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  /** @type {ImageData|null} */ let image = null;
  /** @type {Look[][]} */ let grid = [];
  /** Where each column and each row begins, and where the last one ends, in pixels. @type {number[]} */ let across = [];
  /** @type {number[]} */ let down = [];
  let gap = 0;

  /** Every cell anew. */
  function all() {
    const [width, height] = [canvas.width, canvas.height];
    if (image?.width !== width || image.height !== height) image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    pixels.fill(0);
    grid.forEach((line, y) => {
      const top = down[y] * width;
      line.forEach((look, x) => pixels.fill(theme.pixel(look), top + across[x], top + across[x + 1] - gap));
      for (let below = down[y] + 1; below < down[y + 1] - gap; below++) pixels.copyWithin(below * width, top, top + width);
    });
    context.putImageData(image, 0, 0);
    grid.forEach((line, y) => line.forEach((_, x) => mark(y, x)));
  }

  /** One cell anew. @param {number} y @param {number} x */
  function one(y, x) {
    const [left, top] = [across[x], down[y]];
    const [width, height] = [across[x + 1] - left, down[y + 1] - top];
    context.clearRect(left, top, width, height);
    context.fillStyle = theme.css(grid[y][x]);
    context.fillRect(left, top, width - gap, height - gap);
  }

  /** A few cells anew, with those beside them: whose frame they share. @param {number[][]} places */
  function some(places) {
    const around = places.flatMap(([y, x]) => [[y, x], [y, x - 1], [y, x + 1], [y - 1, x], [y + 1, x]]).filter(([y, x]) => grid[y]?.[x]);
    for (const [y, x] of around) one(y, x);
    for (const [y, x] of around) mark(y, x);
  }

  /** @param {number} y @param {number} x */
  function lit(y, x) {
    const name = grid[y]?.[x]?.className;
    return name !== undefined && (name.endsWith(" lit") || name.endsWith(" main"));
  }

  /** The frame of a cell in light, inside it; cells in light beside each other have one together. @param {number} y @param {number} x */
  function mark(y, x) {
    if (!lit(y, x)) return;
    const open = [[y, x - 1], [y, x + 1], [y - 1, x], [y + 1, x]].map(([down, across]) => !lit(down, across));
    if (!open.includes(true)) return;
    const [left, right, top, bottom] = [across[x], across[x + 1], down[y], down[y + 1]];
    const line = Math.max(1, Math.round((right - left) / 6));
    const [ink, look] = [theme.variable("--ink"), grid[y][x]];
    context.fillStyle = look.hue === undefined ? ink : `color-mix(in oklab, ${theme.css(look)} 60%, ${ink})`;
    if (open[0]) context.fillRect(left, top, line, bottom - top);
    if (open[1]) context.fillRect(right - line, top, line, bottom - top);
    if (open[2]) context.fillRect(left, top, right - left, line);
    if (open[3]) context.fillRect(left, bottom - line, right - left, line);
  }

  return {
    /**
     * @param {import("./grids.js").Panel} panel @param {import("./grids.js").Box} box
     * @param {number[][]|null} changed null: all of them may be
     */
    draw({ rows, columns, look: lookOf }, { left, top, size }, changed) {
      /** @param {number} y @param {number} x @returns {number[]|null} where it stands; null where it looks as before */
      function place(y, x) {
        const look = lookOf(y, x);
        const [below, beside] = look.position ? look.position.map(Math.floor) : [y, x];
        const before = grid[below][beside];
        grid[below][beside] = look;
        return before.className === look.className && before.hue === look.hue && before.heat === look.heat ? null : [below, beside];
      }
      if (changed) {
        const places = changed.flatMap(([y, x]) => [place(y, x) ?? []].filter((at) => at.length));
        return places.length > MANY ? all() : some(places);
      }
      grid = Array.from({ length: rows }, () => Array(columns).fill(NOTHING));
      for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) place(y, x);
      // Each pixel of the canvas is one of the screen's, so every edge is sharp; a cell has one at least.
      const fine = ratio();
      const scale = Math.max(fine, 1 / size);
      [across, down] = [edges(columns, size * scale), edges(rows, size * scale)];
      gap = size >= ROOMY ? Math.round(scale) : 0;
      if (canvas.width !== across[columns]) canvas.width = across[columns];
      if (canvas.height !== down[rows]) canvas.height = down[rows];
      const [x, y] = [left, top].map((start) => Math.round(start * fine) / fine);
      put(frame, { x, y, width: canvas.width / scale, height: canvas.height / scale });
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

/** Where each of some cells begins, and where the last one ends, in whole pixels. @param {number} count @param {number} size */
const edges = (count, size) => Array.from({ length: count + 1 }, (_, i) => Math.round(i * size));
