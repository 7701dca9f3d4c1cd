// @ts-check
/**
 * A picture that only lessons have: several libraries' results side by side. Python sends their
 * numbers; they are laid out here.
 *
 * @typedef {import("../../stage/assets/grids.js").Panel} Panel
 * @typedef {import("../../stage/assets/grids.js").Slot} Slot
 * @typedef {import("../../stage/assets/groups.js").Placed} Placed
 * @typedef {import("../../stage/assets/layout.js").Sign} Sign
 * @typedef {import("../../stage/assets/panels.js").View} View
 * @typedef {import("./script.js").Grid} Grid
 * @typedef {import("./cover.js").Shown} Shown
 */
import { factors } from "../transposed-convolution-lab.stage/groups.js";
import { alone, lattice, union } from "../transposed-convolution-lab.stage/layout.js";
import { activeRows, heatOf, warmthUpTo } from "../transposed-convolution-lab.stage/panels.js";
import { key, range } from "../transposed-convolution-lab.stage/scene.js";
import { show } from "../transposed-convolution-lab.stage/words.js";
import { unknown } from "./cover.js";

const LARGEST = 44;

/** @param {View} view @param {{width: number, height: number}} size @param {Shown} shown @returns {{placed: Placed[], signs: Sign[]}|null} null where the stage's own panels do */
export const views = (view, size, shown) => (shown.stage.results && shown.stage.full ? results(view, size, shown) : null);

/** A grid of numbers. @param {string} id @param {string} title @param {string} note @param {Grid} grid @param {string} kind @param {string} role @returns {Panel} */
function numbers(id, title, note, grid, kind, role) {
  const warmth = heatOf(grid.flat());
  return {
    id, title, note: note || `${grid.length}×${grid[0].length}`, rows: grid.length, columns: grid[0].length,
    rowLabels: range(grid.length), columnLabels: range(grid[0].length),
    look: (y, x) => ({ text: short(grid[y][x]), className: role, data: `${kind}:${key([0, y, x])}`, heat: warmth(grid[y][x]) }),
  };
}

/** These pictures have no steps: only what is pointed at is lit. @param {View} view */
const litRows = (view) => (view.focus ? activeRows(view) : []);

/** Two decimals: these grids are compared at a glance. @param {number} n */
const short = (n) => show(Math.round(n * 100) / 100);

/** @param {View} view @param {{width: number, height: number}} size @param {Shown} shown */
function results(view, { width, height }, { stage, panels, hidden }) {
  const slots = alone(width, height, false);
  const whole = union(slots.middle, { ...slots.output, y: slots.middle.y, height: slots.middle.height });
  const right = { ...whole, width: slots.output.x + slots.output.width - slots.middle.x, largest: LARGEST };
  const [[first, second], [third, fourth]] = lattice(right, 2, 2);
  const places = [second, third, fourth];
  const full = /** @type {Grid[]} */ (stage.full)[0];
  const covered = panels.includes("results");
  return {
    placed: [
      ...factors(view, litRows(view), slots.input, slots.kernel),
      { panel: fullOutput(full, hidden), slot: first },
      ...(stage.results ?? []).slice(0, 3).map((result, i) => ({
        panel: covered ? unknown(`result ${i}`, result.name, "?") : resultPanel(result, i, hidden),
        slot: covered ? { ...places[i], largest: 130 } : places[i],
      })),
    ],
    signs: /** @type {Sign[]} */ ([]),
  };
}

/** @param {Grid} full @param {Set<string>} hidden @returns {Panel} */
function fullOutput(full, hidden) {
  const panel = numbers("full", "Full output", "all stamps added", full, "place", "output");
  return { ...panel, look: (y, x) => (hidden.has(`place:${y},${x}`) ? covering : { ...panel.look(y, x), data: "", name: `place:${y},${x}` }) };
}

const covering = { text: "?", className: "veiled", data: "" };

/** @param {import("./script.js").Result} result @param {number} i @param {Set<string>} hidden @returns {Panel} */
function resultPanel({ name, output, before, after, differs }, i, hidden) {
  const panel = numbers(`result ${i}`, name, `cuts ${before} before, ${after} after`, output[0], "result", "output");
  return {
    ...panel,
    look: (y, x) => {
      // Whoever cuts elsewhere shows the same number at another place.
      if (hidden.has(`place:${y + before},${x + before}`)) return covering;
      return { ...panel.look(y, x), className: differs[y][x] ? "output unlike" : "output", data: "" };
    },
  };
}
