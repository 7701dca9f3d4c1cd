// @ts-check
/**
 * Pictures that only lessons have: there and back again, several libraries' results side by side,
 * and the phases of a kernel. Python sends their numbers; they are laid out here.
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

/** One hue for each phase. */
const HUES = [25, 105, 195, 290, 340, 60, 150, 240, 320];
const LARGEST = 44;

/** @param {View} view @param {{width: number, height: number}} size @param {Shown} shown @returns {{placed: Placed[], signs: Sign[]}|null} null where the stage's own panels do */
export function views(view, size, shown) {
  const { stage } = shown;
  if (stage.trip) return trip(view, size, shown);
  if (stage.results && stage.full) return results(view, size, shown);
  if (stage.phases) return phases(view, size, shown);
  return null;
}

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
function trip(view, { width, height }, { stage, panels }) {
  const { x, there, back, difference, found, rank, unknowns } = /** @type {import("./script.js").Trip} */ (stage.trip);
  const [upper, lower] = lattice({ x: 0, y: 0, width, height, largest: LARGEST }, 2, 3);
  const covered = panels.includes("trip");
  const kernel = factors(view, litRows(view), lower[0], lower[0]).find(({ panel }) => panel.id === "kernel");
  const after = covered
    ? [{ panel: unknown("back", "x′, back again", ""), slot: { ...upper[2], largest: 150 } }]
    : [
        { panel: numbers("back", "x′", "back by the same kernel", back[0], "back", "output"), slot: upper[2] },
        { panel: numbers("difference", "x′ − x", "what it lacks and has too much", difference[0], "difference", "plainly"), slot: lower[2] },
        ...(found ? [{ panel: numbers("found", "x̂", `solved: rank ${rank} of ${unknowns}`, found[0], "found", "input"), slot: lower[1] }] : []),
      ];
  return {
    placed: [
      { panel: numbers("input", "x", "", x[0], "in", "input"), slot: upper[0] },
      { panel: numbers("output", "y", "by the convolution", there[0], "out", "output"), slot: upper[1] },
      ...(kernel ? [{ panel: kernel.panel, slot: { ...lower[0], largest: LARGEST } }] : []),
      ...after,
    ],
    signs: [1, 2].map((i) => ({ x: upper[i].x - 6, y: upper[i].y + 8, text: "→" })),
  };
}

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

/** @param {View} view @param {{width: number, height: number}} size @param {Shown} shown */
function phases(view, { width, height }, { stage, panels }) {
  const slots = alone(width, height, false);
  const list = stage.phases ?? [];
  const covered = panels.includes("phases");
  /** @type {Map<string, number>} */ const hues = new Map();
  list.forEach((phase, i) => [...phase.taps.map((cell) => `tap:${key(cell)}`), ...phase.cells.map((cell) => `out:${key(cell)}`)]
    .forEach((name) => hues.set(name, HUES[i % HUES.length])));
  const sums = view.adder.inFrame(view.opened.inputs.length)[0];
  const [, h, w] = view.opened.scene.output;
  const warmth = warmthUpTo(view.adder.mostInFrame());
  /** @type {Panel} */ const output = {
    id: "output", title: "Output", note: `${h}×${w}`, rows: h, columns: w, rowLabels: range(h), columnLabels: range(w),
    look: (y, x) => {
      const cell = [0, y, x];
      const [py, px] = [view.opened.y.frame.indexOf(y), view.opened.x.frame.indexOf(x)];
      const sum = sums[py][px] || 0;
      const name = `out:${key(cell)}`;
      return covered ? { text: show(sum), className: "output", data: name, heat: warmth(sum) }
        : { text: show(sum), className: "weight", hue: hues.get(name), data: name };
    },
  };
  const weights = factors(view, litRows(view), slots.input, slots.kernel).map(({ panel, slot }) => ({
    slot,
    panel: panel.id !== "kernel" ? panel : {
      ...panel,
      look: (/** @type {number} */ y, /** @type {number} */ x) => {
        const look = panel.look(y, x);
        return { ...look, hue: covered ? undefined : hues.get(look.data ?? ""), className: covered ? "output" : look.className };
      },
    },
  }));
  const side = list.length > 4 ? 3 : 2;
  const middle = lattice({ ...slots.middle, largest: LARGEST }, Math.ceil(list.length / side), side).flat();
  const kernel = view.opened.scene.kernel[0][0];
  const apart = covered ? [] : list.map(({ first, taps }, i) => {
    const [rows, columns] = [2, 3].map((axis) => [...new Set(taps.map((tap) => tap[axis]))]);
    return {
      slot: middle[i],
      panel: {
        id: `phase ${i}`, title: `From [${first}]`, note: "its taps",
        rows: rows.length, columns: columns.length, rowLabels: rows, columnLabels: columns,
        look: (/** @type {number} */ y, /** @type {number} */ x) => ({
          text: show(kernel[rows[y]][columns[x]]), className: "weight", hue: HUES[i % HUES.length], data: `tap:0,0,${rows[y]},${columns[x]}`,
        }),
      },
    };
  });
  return { placed: [...weights, ...apart, { panel: output, slot: slots.output }], signs: [] };
}
