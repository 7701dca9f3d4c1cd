// @ts-check
/**
 * There and back: a convolution, its transposed convolution of the same kernel, what the two
 * leave of the input, and the input that an inverse finds. All numbers are Python's.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 */
import { factors, outcome } from "../groups.js";
import { maps, returning } from "../layout.js";
import { heatOf, lighted, litBy, named, outputPanel, sizeOf } from "../panels.js";
import { key, range } from "../scene.js";
import { fromRows } from "../sums.js";
import { show } from "../words.js";
import { slide } from "./slide.js";

/** @type {import("./index.js").Reading} */
export const trip = {
  result: null,
  alone: (view, rows, { width, height }) => {
    const places = returning(width, height);
    const { trip: found } = view.opened.scene;
    const [inputs, kernel] = split(factors(view, rows, places.x, places.kernel));
    return {
      placed: [
        ...inputs.map((one) => retitled(one, "x")), ...kernel,
        ...outcome(view, rows, places.y, (d) => outputPanel(view, rows, slide, d, "output", "y")),
        ...(found ? [
          ...returned(view, rows, "back", "x′", "back by the same kernel", found.back, places.back),
          ...returned(view, rows, "difference", "x′ − x", "what came too much", found.difference, places.difference),
          ...(found.found ? returned(view, [], "found", "x̂", `solved: rank ${found.rank} of ${found.unknowns}`, found.found, places.found) : []),
        ] : []),
      ],
      signs: places.signs, arrangements: [], arrangement: "",
    };
  },
  adding: fromRows,
};

/** @param {Placed[]} placed @returns {[Placed[], Placed[]]} input and kernel */
const split = (placed) => [placed.filter(({ panel }) => panel.id.startsWith("input")), placed.filter(({ panel }) => !panel.id.startsWith("input"))];

/** @param {Placed} placed @param {string} name @returns {Placed} */
const retitled = ({ panel, slot }, name) => ({ slot, panel: { ...panel, title: panel.title.replace("Input", name) } });

/** Two decimals: these grids are compared at a glance. @param {number} n */
const short = (n) => show(Math.round(n * 100) / 100);

const ROLES = /** @type {{[kind: string]: string}} */ ({ back: "output", difference: "plainly", found: "input" });

/** A grid in the shape of the input, per channel. @param {View} view @param {Row[]} rows @param {string} kind @param {string} title @param {string} note @param {number[][][]} grids @param {Slot} slot @returns {Placed[]} */
function returned(view, rows, kind, title, note, grids, slot) {
  const lit = litBy(rows, (row) => row.input);
  const focused = view.focus?.kind === kind ? key(view.focus.cell) : null;
  return maps(slot, grids.length).map((place, c) => {
    const grid = grids[c];
    const warmth = heatOf(grid.flat());
    return {
      slot: place,
      panel: {
        id: named(kind, c, grids.length), title: named(title, c, grids.length), note: c ? "" : note || sizeOf(view.opened, grid),
        rows: grid.length, columns: grid[0].length, rowLabels: range(grid.length), columnLabels: range(grid[0].length),
        look: (y, x) => {
          const name = key([c, y, x]);
          const mark = focused === name ? {} : kind === "back" ? lit.get(name) : undefined;
          return { text: view.symbols ? "" : short(grid[y][x]), data: `${kind}:${name}`, heat: warmth(grid[y][x]), ...lighted(ROLES[kind], mark) };
        },
      },
    };
  });
}
