// @ts-check
/**
 * The phases: the kernel taken apart by the stride into small convolutions, whose results are laid
 * out in turn. Python sends each phase's taps, cells and result; whether they make the same output
 * as the stamps is compared here, cell by cell. At first all of it is there; each step after that
 * lays one phase.
 *
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").KernelPhase} KernelPhase
 * @typedef {import("../scene.js").Row} Row
 */
import { factors, needs, outcome } from "../groups.js";
import { alone, lattice, leadsTo, parts } from "../layout.js";
import { lighted, litBy, outputPanel } from "../panels.js";
import { key } from "../scene.js";
import { agree, blank, fromRows } from "../sums.js";
import { show, weightText } from "../words.js";
import { stamp } from "./stamp.js";

/** Pixels that a title and its note take. */
const ROOM_FOR_NOTE = 130;

/** @type {import("./index.js").Reading} */
export const phases = {
  result: null,
  plays: "one phase after the other is laid into the output",
  alone: (view, rows, { width, height }) => {
    const apart = view.opened.scene.apart ?? [];
    const { input, kernel, output } = needs(view);
    const places = alone(width, height, false, [{ input, kernel }, { middle: apartNeed(apart) }, { output }]);
    const hues = new Map(apart.flatMap((phase) => [...tapsOf(phase).flat(), ...cellsOf(phase).flat()].map((name) => [name, phase.hue])));
    const laid = laidAt(view, apart);
    const later = new Set(apart.slice(laid).flatMap((phase) => cellsOf(phase).flat()));
    const own = rows.map((row) => ({ ...row, hue: hues.get(`tap:${key(row.tap)}`) ?? row.hue }));
    const coloured = (/** @type {import("../grids.js").Panel} */ panel) => ({
      ...panel,
      look: (/** @type {number} */ y, /** @type {number} */ x) => {
        const look = panel.look(y, x);
        const hue = hues.get(look.data ?? "");
        return hue === undefined ? look : { ...look, hue, className: look.className.replace(/^output/, "weight") };
      },
    });
    return {
      placed: [
        ...factors(view, own, places.input, places.kernel).map(({ panel, slot }) => ({ panel: coloured(panel), slot })),
        ...apart.flatMap((phase, i) => smallConvolution(view, own, phase, i, lattice(places.middle, side(apart, "rows"), side(apart, "columns")).flat()[i])),
        ...outcome(view, own, places.output, (d) => {
          const panel = coloured(outputPanel(view, own, stamp, d, "output", "Interleaved"));
          const note = laid < apart.length ? `${laid} of ${apart.length} phases laid` : equal(view, apart) ? "= all stamps, in every cell" : "≠ all stamps";
          return {
            ...panel, note: `${panel.note}, ${note}`,
            look: (/** @type {number} */ y, /** @type {number} */ x) => {
              const look = panel.look(y, x);
              return later.has(look.data ?? "") ? { ...look, text: "", heat: undefined, className: "output" } : look;
            },
          };
        }),
      ],
      signs: [leadsTo(places)], arrangements: [], arrangement: "",
    };
  },
  adding: fromRows,
};

/** How many phases lie in the output at a step: all before the first is played. @param {View} view @param {KernelPhase[]} apart */
const laidAt = ({ at }, apart) => (at === 0 ? apart.length : Math.min(at, apart.length));

/** Each phase's taps beside its cells. @param {KernelPhase[]} apart @returns {import("../upright.js").Need} */
function apartNeed(apart) {
  const most = (/** @type {(phase: KernelPhase) => number} */ count) => Math.max(1, ...apart.map(count));
  const [down, across] = [side(apart, "rows"), 2 * side(apart, "columns")];
  const rows = most(({ taps, rows }) => Math.max(taps[0].length, rows.length));
  const columns = most(({ taps, columns }) => taps[1].length + columns.length);
  return { rows: rows * down, columns: (columns * across) / 2, down, across };
}

/** How many phases an axis has. @param {KernelPhase[]} apart @param {"rows"|"columns"} axis */
const side = (apart, axis) => new Set(apart.map((phase) => phase[axis][0])).size;

/** Its taps by name, row by row. @param {KernelPhase} phase */
const tapsOf = ({ taps: [ys, xs] }) => ys.map((y) => xs.map((x) => `tap:0,0,${y},${x}`));

/** Its output cells by name. @param {KernelPhase} phase */
const cellsOf = ({ rows, columns }) => rows.map((y) => columns.map((x) => `out:0,${y},${x}`));

/** Whether the phases, laid out in turn, are what the stamps add up to. @param {View} view @param {KernelPhase[]} apart */
function equal(view, apart) {
  const [maps, height, width] = view.opened.scene.output;
  const laid = blank(maps, height, width);
  for (const { rows, columns, output } of apart) rows.forEach((y, i) => columns.forEach((x, j) => { laid[0][y][x] = output[i][j]; }));
  return agree([view.adder.sums(stamp, view.at), laid]);
}

/** A phase's taps, and what they make of the input. @param {View} view @param {Row[]} rows @param {KernelPhase} phase @param {number} i @param {Slot} slot @returns {Placed[]} */
function smallConvolution(view, rows, phase, i, slot) {
  const [lit, reached] = [litBy(rows, (row) => row.tap), litBy(rows, (row) => row.output)];
  const [left, right] = parts({ ...slot, largest: 44 }, 2, slot.width > slot.height * 0.9);
  const [tapNames, cellNames] = [tapsOf(phase), cellsOf(phase)];
  // Side by side on a telephone a note would run into the next title.
  const noted = (/** @type {string} */ note) => (left.width < ROOM_FOR_NOTE ? "" : note);
  // Which of the output's cells these are, the first two of them: so it is seen how far apart they stand.
  const first = `${phase.columns.slice(0, 2).map((x) => `[${phase.rows[0]},${x}]`).join(" ")}${phase.columns.length > 2 || phase.rows.length > 1 ? " …" : ""}`;
  const made = {
    slot: right,
    panel: {
      id: `part ${i}`, title: "Makes", note: noted(first), rows: phase.rows.length, columns: phase.columns.length,
      rowLabels: phase.rows, columnLabels: phase.columns,
      look: (/** @type {number} */ y, /** @type {number} */ x) => {
        const name = cellNames[y][x];
        const now = view.at > 0 && view.at - 1 === i;
        return { text: view.symbols ? "" : show(phase.output[y][x]), data: name, ...lighted(now ? "weight main" : "weight", reached.get(name.slice(4))), hue: phase.hue };
      },
    },
  };
  if (!phase.taps[0].length || !phase.taps[1].length) return [made];
  return [{
    slot: left,
    panel: {
      id: `phase ${i}`, title: `Phase ${i}`, note: noted("turned"), term: "phase", rows: phase.taps[0].length, columns: phase.taps[1].length,
      rowLabels: phase.taps[0].toReversed(), columnLabels: phase.taps[1].toReversed(),
      look: (/** @type {number} */ y, /** @type {number} */ x) => {
        // As it slides over the input: turned by 180 degrees.
        const name = tapNames[tapNames.length - 1 - y][tapNames[0].length - 1 - x];
        return { text: weightText(view, name.slice(4).split(",").map(Number)), data: name, ...lighted("weight", lit.get(name.slice(4))), hue: phase.hue };
      },
    },
  }, made];
}
