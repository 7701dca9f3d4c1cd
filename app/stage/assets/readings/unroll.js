// @ts-check
/**
 * Where the name comes from: the grid unrolls into a column, C fills row by row, tips over its
 * diagonal into Cᵀ, and what Cᵀ makes of a column rolls up into a grid again. Python says where in
 * the column each cell goes, which taps make a row of C, and how far a step has come.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Cell} Cell
 * @typedef {import("../scene.js").Opened} Opened
 * @typedef {import("../scene.js").Row} Row
 */
import { isPainted } from "../grids.js";
import { lattice, unrolling } from "../layout.js";
import { depending, kernelPanel, lighted, litBy, named, sizeOf } from "../panels.js";
import { key, range } from "../scene.js";
import { fromRows } from "../sums.js";
import { at, inputText, show, sumText, tinted, weightText } from "../words.js";
import { matrix } from "./matrix.js";

/** Smaller digits are no help to anybody: such cells are painted. */
const LEGIBLE = 18;
/** Room for the name of a column. */
const NAMED = 90;

/** @type {import("./index.js").Reading} */
export const unroll = {
  result: null,
  within: "matrix",
  plays: "the grid unrolls, its matrix fills row by row and tips over",
  alone: (view, rows, size) => ({ placed: board(view, rows, size), signs: [], arrangements: [], arrangement: "" }),
  adding: fromRows,
  says,
};

/**
 * Both sides of the convolution with their cells in row order, and C as taps by row and place.
 * @param {Opened} opened
 */
function sides(opened) {
  const { scene, transposed, inputs, outputs } = opened;
  const { places, windows } = /** @type {import("../scene.js").Unrolled} */ (scene.unrolled);
  const [coarse, fine] = transposed ? [inputs, outputs] : [outputs, inputs];
  const entries = windows.map((window) => new Map(window.places.map((place, i) => [place, window.taps[i]])));
  /** In which line of the grid each cell of the column lies. @type {number[]} */ const lines = [];
  places.flat().forEach((line, i) => line.forEach((place) => (lines[place] = i)));
  const names = { coarse: coarse.map(key), fine: fine.map(key) };
  /** @param {number} k @param {number} p */
  const name = (k, p) => (transposed ? `${names.fine[p]},${names.coarse[k]}` : `${names.coarse[k]},${names.fine[p]}`);
  return { places, coarse, fine, entries, lines, name, kind: transposed ? "out" : "in", role: transposed ? "output" : "input" };
}

/** @type {WeakMap<Opened, ReturnType<typeof sides>>} */
const known = new WeakMap();

/** @param {Opened} opened */
function sidesOf(opened) {
  const found = known.get(opened) ?? sides(opened);
  known.set(opened, found);
  return found;
}

/** How far a step has come: lines unrolled, rows of C filled, and what follows. @param {View} view */
function momentOf({ opened, at }) {
  const done = (/** @type {string} */ name) => opened.steps.slice(0, at + 1).filter(({ phase }) => phase === name).length;
  return { lines: done("unroll"), rows: done("fill"), tipped: done("tip") > 0, times: done("times") > 0, rolled: done("roll up") > 0 };
}

/** @typedef {ReturnType<typeof momentOf>} Moment */

/** @param {View} view @param {Row[]} rows @param {{width: number, height: number}} size @returns {Placed[]} */
function board(view, rows, { width, height }) {
  const { opened } = view;
  const { places, coarse, fine } = sidesOf(opened);
  const now = momentOf(view);
  const filled = !view.focus && opened.steps[view.at].phase === "fill" ? now.rows - 1 : null;
  const lit = filled === null ? rows : (opened.transposed ? opened.byInput : opened.byOutput)(coarse[filled]);
  const grid = { maps: places.length, rows: places[0].length, columns: places[0][0].length };
  const slots = unrolling(width, height, grid, coarse.length, fine.length);
  const column = now.times ? slots.result : slots.column;
  const planes = lattice(slots.kernel, opened.scene.kernel.length, opened.scene.kernel[0].length);
  return [
    ...slots.grids.map((slot, c) => ({ panel: gridPanel(view, lit, c, now.rolled), slot })),
    ...planes.flatMap((line, a) => line.map((slot, b) => ({ panel: kernelPanel(view, lit, a, b), slot }))),
    { panel: matrixPanel(view, lit, now, filled, slots.size), slot: slots.matrix },
    ...(now.times ? [{ panel: vectorPanel(view, lit), slot: slots.vector }] : []),
    { panel: columnPanel(view, lit, now, slots.grids, column, slots.size, column.x + NAMED < width), slot: column },
  ];
}

/** The cell of the grid that a row of the table meets. @param {Opened} opened @returns {(row: Row) => Cell|null} */
const met = ({ transposed }) => (row) => (transposed ? row.output : row.input);

/** What is unrolled: of one dimension it is a row. @param {Opened} opened */
const whole = ({ scene }) => (scene.dimensions === 1 ? "Row" : "Grid");

/** What the convolution reads, its cells counted row by row. @param {View} view @param {Row[]} rows @param {number} c @param {boolean} rolled @returns {Panel} */
function gridPanel(view, rows, c, rolled) {
  const { places, kind, role } = sidesOf(view.opened);
  const lit = litBy(rows, met(view.opened));
  const plane = places[c];
  return {
    id: `grid ${c}`, title: named(rolled && kind === "out" ? "Output" : whole(view.opened), c, places.length), note: sizeOf(view.opened, plane),
    rows: plane.length, columns: plane[0].length, rowLabels: view.opened.scene.dimensions === 1 ? [""] : range(plane.length), columnLabels: range(plane[0].length), legible: LEGIBLE,
    look: (y, x) => {
      const name = key([c, y, x]);
      return { text: String(plane[y][x]), data: `${kind}:${name}`, heat: 0, ...lighted(role, lit.get(name)) };
    },
  };
}

/** The column: its cells lie on the grid, move to their places, and with the numbers of the product back again.
 * @param {View} view @param {Row[]} rows @param {Moment} now @param {Slot[]} grids @param {Slot} column where they stand @param {number} size of a cell @param {boolean} roomy @returns {Panel} */
function columnPanel(view, rows, now, grids, column, size, roomy) {
  const { fine, lines, kind, role } = sidesOf(view.opened);
  const lit = litBy(rows, met(view.opened));
  const written = now.times ? products(view) : fine.map((_, i) => String(i));
  const moves = size >= LEGIBLE;
  return {
    id: "column", title: now.rolled ? "" : now.times ? "= y" : roomy ? "Column" : "", note: now.times || !roomy ? "" : `${fine.length}`,
    rows: fine.length, columns: 1, rowLabels: [], columnLabels: [], legible: LEGIBLE,
    look: (i) => {
      const [c, y, x] = fine[i];
      const apart = now.rolled || lines[i] >= now.lines;
      const there = /** @type {[number, number]} */ ([(grids[c].y - column.y) / size + y, (grids[c].x - column.x) / size + x]);
      if (apart && !moves) return { text: "", className: "hidden" };
      const look = lighted(`${role} moves`, lit.get(key(fine[i])));
      return { text: written[i], data: `${kind}:${key(fine[i])}`, heat: 0, ...look, ...(moves ? { position: apart ? there : [i, 0] } : {}) };
    },
  };
}

/** C, as far as it is filled; or tipped over, Cᵀ: each cell moves across the diagonal.
 * @param {View} view @param {Row[]} rows @param {Moment} now @param {number|null} filled the row that is being filled @param {number} size @returns {Panel} */
function matrixPanel(view, rows, now, filled, size) {
  const { opened } = view;
  const { transposed, hues } = opened;
  const { coarse, fine, entries, name } = sidesOf(opened);
  const lit = litBy(rows, (row) => row.input && row.output && [...row.output, ...row.input]);
  const [short, long] = [range(coarse.length), range(fine.length)];
  const painted = isPainted({ rows: coarse.length, columns: fine.length, legible: LEGIBLE }, size);
  // A painted cell does not move: the picture is another one.
  const over = painted && now.tipped;
  const [down, right] = now.tipped ? [long, short] : [short, long];
  /** The row and the column of a tap, counted as in C. @param {Row} row */
  const place = ({ input, output }) => {
    const [one, other] = transposed ? [input, output] : [output, input];
    const found = [coarse.findIndex((cell) => key(cell) === key(one)), fine.findIndex((cell) => key(cell) === key(other))];
    return over ? found.toReversed() : found;
  };
  const lights = () => rows.filter(({ input, output }) => input && output).map(place);
  return {
    id: "matrix", title: now.tipped ? "Cᵀ" : "C", note: `${down.length}×${right.length}`, term: now.tipped ? "transpose" : "matrix",
    rows: over ? fine.length : coarse.length, columns: over ? coarse.length : fine.length,
    rowLabels: down, columnLabels: right, legible: LEGIBLE,
    look: depending({ on: [opened, view.symbols, now.rows, now.tipped, painted, filled], at: 0, lit: lights, added: () => [] }, (y, x) => {
      const [k, p] = over ? [x, y] : [y, x];
      /** @type {{position?: [number, number]}} */ const at = painted ? {} : { position: now.tipped ? [p, k] : [k, p] };
      if (k >= now.rows) return { text: "", className: "hidden", ...at };
      const tap = entries[k].get(p);
      const called = name(k, p);
      if (!tap) return { text: "", data: `entry:${called}`, className: `moves void${k === filled ? " line" : ""}`, ...at };
      return {
        text: weightText(view, tap), data: `entry:${called}`, hue: hues[tap[2]][tap[3]],
        className: `moves weight${lit.has(called) ? " lit" : ""}`, ...at,
      };
    }),
  };
}

/** The column that Cᵀ is multiplied with. @param {View} view @param {Row[]} rows @returns {Panel} */
function vectorPanel(view, rows) {
  const { transposed } = view.opened;
  const { coarse } = sidesOf(view.opened);
  const lit = litBy(rows, (row) => (transposed ? row.input : row.output));
  const values = vector(view);
  return {
    id: "vector", title: transposed ? "· x" : "· Cx", note: "", rows: coarse.length, columns: 1, rowLabels: [], columnLabels: [], legible: LEGIBLE,
    look: (k) => ({
      text: view.symbols ? (transposed ? inputText(view, coarse[k]) : "") : show(values[k]),
      data: `${transposed ? "in" : "out"}:${key(coarse[k])}`, heat: 0, ...lighted(transposed ? "input" : "output", lit.get(key(coarse[k]))),
    }),
  };
}

/** What Cᵀ is multiplied with: the input, or what the convolution makes of it. @param {View} view */
function vector(view) {
  const { scene, transposed } = view.opened;
  const numbers = transposed ? scene.input : view.adder.sums(matrix, view.at);
  return sidesOf(view.opened).coarse.map(([c, y, x]) => numbers[c][y][x]);
}

/** Cᵀ times that column, and the bias that a transposed convolution adds. @param {View} view @returns {string[]} */
function products(view) {
  const { scene, transposed, byOutput } = view.opened;
  const { fine, entries } = sidesOf(view.opened);
  const sums = fine.map(([d]) => (transposed ? scene.bias[d] : 0));
  const values = vector(view);
  entries.forEach((row, k) => row.forEach(([a, b, y, x], p) => (sums[p] += scene.kernel[a][b][y][x] * values[k])));
  if (view.symbols) return fine.map((cell, p) => (transposed ? sumText(view, byOutput(cell), sums[p]) : ""));
  return sums.map(show);
}

/** What it says of an entry, or of a cell of the grid. @param {View} view */
function says(view) {
  const { focus, opened } = view;
  if (!focus) return "";
  const { coarse, fine, entries, name, kind } = sidesOf(opened);
  const placeOf = (/** @type {Cell[]} */ cells, /** @type {Cell} */ cell) => cells.findIndex((one) => key(one) === key(cell));
  if (focus.kind === kind) {
    const p = placeOf(fine, focus.cell);
    return `Cell <b>${p}</b> of the column, ${at(opened, kind === "in" ? "input" : "output", focus.cell)} of the ${whole(opened).toLowerCase()}: column ${p} of C, row ${p} of Cᵀ.`;
  }
  if (focus.kind !== "entry") return "";
  const [output, input] = [focus.cell.slice(0, 3), focus.cell.slice(3)];
  const [one, other] = opened.transposed ? [input, output] : [output, input];
  const [k, p] = [placeOf(coarse, one), placeOf(fine, other)];
  if (k < 0 || p < 0 || name(k, p) !== key(focus.cell)) return "";
  const where = momentOf(view).tipped ? `Row ${p} of Cᵀ, column ${k}` : `Row ${k} of C, column ${p}`;
  const tap = entries[k].get(p);
  if (!tap) return `${where}: 0, for the kernel does not reach cell ${p} there.`;
  const weight = tinted(opened.hues[tap[2]][tap[3]], `w${at(opened, "kernel", tap)} = ${weightText(view, tap)}`);
  return `${where}: ${weight}, the tap that meets cell ${p} of the column for the convolution’s output cell ${k}.`;
}
