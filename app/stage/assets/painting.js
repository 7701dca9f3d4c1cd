// @ts-check
/**
 * A grid as one picture, one colour per cell: for cells too small for digits. Which cell the
 * pointer is over follows from the picture's place on the screen.
 *
 * @typedef {import("./grids.js").Look} Look
 */
import { make, put } from "./grids.js";

/** Pixels of the picture per cell; the browser enlarges it. */
const LARGEST_SCALE = 8;

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

/** @param {Element} parent */
export function painting(parent) {
  // An image, not a canvas inside the SVG: so it is there in what is exported, too.
  const image = make("image", parent, "painting");
  image.setAttribute("data-painted", "");
  image.setAttribute("preserveAspectRatio", "none");
  const canvas = document.createElement("canvas");
  /** @type {Look[][]} */ let grid = [];

  return {
    /**
     * @param {{look: Look, at: number[]}[]} looks @param {{rows: number, columns: number}} panel
     * @param {{left: number, top: number, size: number}} box
     */
    draw(looks, { rows, columns }, { left, top, size }) {
      const scale = Math.min(LARGEST_SCALE, Math.max(1, Math.round(size)));
      [canvas.width, canvas.height] = [columns * scale, rows * scale];
      const context = canvas.getContext("2d");
      if (!context) return;
      const style = getComputedStyle(image);
      const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
      const [paper, cold] = [colour("--paper"), colour("--st-secondary-background-color")];
      grid = Array.from({ length: rows }, () => []);
      const gap = size >= 6 ? 1 : 0; // Whole pixels only from there on.
      for (const { look, at: [down, across] } of looks) {
        const at = [Math.floor(down), Math.floor(across)];
        grid[at[0]][at[1]] = look;
        context.fillStyle = paint(look, colour, paper, cold);
        context.fillRect(at[1] * scale, at[0] * scale, scale - gap, scale - gap);
        if (/main|lit/.test(look.className)) {
          context.strokeStyle = colour("--ink");
          context.lineWidth = Math.max(1, scale / 6);
          context.strokeRect(at[1] * scale + 0.5, at[0] * scale + 0.5, scale - 1, scale - 1);
        }
      }
      put(image, { x: left, y: top, width: columns * size, height: rows * size, href: canvas.toDataURL() });
    },
    /** @param {number} x @param {number} y on the screen @returns {string|null} */
    under(x, y) {
      const box = image.getBoundingClientRect();
      const row = grid[Math.floor(((y - box.top) / box.height) * grid.length)];
      const look = row?.[Math.floor(((x - box.left) / box.width) * row.length)];
      return look && !look.className.includes("hidden") ? look.data ?? null : null;
    },
    remove: () => image.remove(),
  };
}

/** @param {Look} look @param {(name: string) => string} colour @param {string} paper @param {string} cold */
function paint({ className, hue, heat }, colour, paper, cold) {
  const classes = className.split(" ");
  if (classes.includes("lit")) return `oklch(0.66 0.2 ${hue})`;
  if (classes.includes("weight") && hue !== undefined) return `color-mix(in oklab, oklch(0.66 0.16 ${hue}) 55%, ${paper})`;
  const fixed = PAINTS.find(([name]) => classes.includes(name));
  if (fixed) return `color-mix(in oklab, ${colour(fixed[1])} ${fixed[2]}%, ${paper})`;
  const role = colour(classes.includes("input") ? "--in" : "--out");
  return `color-mix(in oklab, ${role} ${(8 + 78 * (heat ?? 0.5)).toFixed(0)}%, ${cold})`;
}
