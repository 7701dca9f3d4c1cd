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

/** What a class of cells is painted with: a variable of the theme and how strong it is. @type {[string, string, number][]} */
const PAINTS = [
  ["hidden", "--paper", 0],
  ["ghost", "--ink", 14],
  ["ring", "--ink", 6],
  ["zero", "--ink", 9],
  ["gap", "--paper", 0],
  ["line", "--ink", 16],
  ["void", "--ink", 4],
  ["empty", "--ink", 4],
  ["differs", "--st-red-color", 70],
];

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
      line.forEach((look, x) => pixels.fill(theme.pixel(paint(look, theme)), top + x * scale, top + (x + 1) * scale - gap));
      for (let down = 1; down < scale - gap; down++) pixels.copyWithin(top + down * width, top, top + width);
    });
    context.putImageData(image, 0, 0);
    grid.forEach((line, y) => line.forEach((look, x) => mark(look, y, x)));
  }

  /** One cell anew. @param {number} down @param {number} across */
  function one(down, across) {
    const look = grid[down][across];
    context.clearRect(across * scale, down * scale, scale, scale);
    context.fillStyle = paint(look, theme);
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
     * @param {{look: Look, at: number[]}[]} looks @param {{rows: number, columns: number}} panel
     * @param {{left: number, top: number, size: number}} box
     * @param {boolean} some whether all other cells stay as they are
     */
    draw(looks, { rows, columns }, { left, top, size }, some) {
      const places = looks.map(({ at }) => [Math.floor(at[0]), Math.floor(at[1])]);
      if (!some) {
        grid = Array.from({ length: rows }, () => Array(columns).fill(NOTHING));
        scale = Math.min(LARGEST_SCALE, Math.max(1, Math.round(size)));
        gap = size >= 6 ? 1 : 0; // Whole pixels only from there on.
        if (canvas.width !== columns * scale) canvas.width = columns * scale;
        if (canvas.height !== rows * scale) canvas.height = rows * scale;
        if (!frame.isConnected) parent.append(frame);
        put(frame, { x: left, y: top, width: columns * size, height: rows * size });
      }
      places.forEach(([down, across], i) => (grid[down][across] = looks[i].look));
      if (some) places.forEach(([down, across]) => one(down, across));
      else all();
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

/** @param {Look} look @param {ReturnType<typeof import("./theme.js").theme>} theme */
function paint({ className, hue, heat }, theme) {
  const paper = theme.variable("--paper");
  const classes = className.split(" ");
  if (classes.includes("lit")) return `oklch(0.66 0.2 ${hue})`;
  if (classes.includes("weight") && hue !== undefined) return `color-mix(in oklab, oklch(0.66 0.16 ${hue}) 55%, ${paper})`;
  const fixed = PAINTS.find(([name]) => classes.includes(name));
  if (fixed) return `color-mix(in oklab, ${theme.variable(fixed[1])} ${fixed[2]}%, ${paper})`;
  const role = theme.variable(classes.includes("input") ? "--in" : classes.includes("taken") ? "--taken" : "--out");
  return `color-mix(in oklab, ${role} ${(8 + 78 * (heat ?? 0.5)).toFixed(0)}%, ${theme.variable("--st-secondary-background-color")})`;
}
