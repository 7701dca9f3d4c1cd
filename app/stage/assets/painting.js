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

const VARIABLES = ["--paper", "--ink", "--in", "--out", "--taken", "--st-red-color", "--st-secondary-background-color"];

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
      const colours = Object.fromEntries(VARIABLES.map((name) => [name, style.getPropertyValue(name).trim()]));
      const [paper, cold] = [colours["--paper"], colours["--st-secondary-background-color"]];
      grid = Array.from({ length: rows }, () => []);
      const gap = size >= 6 ? 1 : 0; // Whole pixels only from there on.
      // Colour by colour: reading a colour's name takes longer than filling a cell.
      /** @type {Map<string, [number, number][]>} */ const byColour = new Map();
      /** @type {[number, number][]} */ const marked = [];
      for (const { look, at } of looks) {
        const [down, across] = [Math.floor(at[0]), Math.floor(at[1])];
        grid[down][across] = look;
        const name = paint(look, colours, paper, cold);
        const cells = byColour.get(name);
        if (cells) cells.push([down, across]);
        else byColour.set(name, [[down, across]]);
        if (look.className.endsWith(" main") || look.className.endsWith(" lit")) marked.push([down, across]);
      }
      for (const [name, cells] of byColour) {
        context.fillStyle = name;
        for (const [down, across] of cells) context.fillRect(across * scale, down * scale, scale - gap, scale - gap);
      }
      context.strokeStyle = colours["--ink"];
      context.lineWidth = Math.max(1, scale / 6);
      for (const [down, across] of marked) context.strokeRect(across * scale + 0.5, down * scale + 0.5, scale - 1, scale - 1);
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

/** @param {Look} look @param {{[name: string]: string}} colours @param {string} paper @param {string} cold */
function paint({ className, hue, heat }, colours, paper, cold) {
  const classes = className.split(" ");
  if (classes.includes("lit")) return `oklch(0.66 0.2 ${hue})`;
  if (classes.includes("weight") && hue !== undefined) return `color-mix(in oklab, oklch(0.66 0.16 ${hue}) 55%, ${paper})`;
  const fixed = PAINTS.find(([name]) => classes.includes(name));
  if (fixed) return `color-mix(in oklab, ${colours[fixed[1]]} ${fixed[2]}%, ${paper})`;
  const role = colours[classes.includes("input") ? "--in" : classes.includes("taken") ? "--taken" : "--out"];
  return `color-mix(in oklab, ${role} ${(8 + 78 * (heat ?? 0.5)).toFixed(0)}%, ${cold})`;
}
