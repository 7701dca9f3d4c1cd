// @ts-check
/**
 * The panels that all readings have, and how each of their cells looks at a step. A picture is
 * a function of the scene, the step, and the cell under the pointer.
 *
 * @typedef {import("./scene.js").Row} Row
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {{opened: Opened, adder: ReturnType<typeof import("./sums.js").adder>, at: number,
 *   focus: Focus|null, symbols: boolean, beside?: Beside|null}} View
 * @typedef {{compare: import("./message.js").Compare, other: View|null, pointed: Focus|null, told: (view: View) => string,
 *   compose: (view: View, size: {width: number, height: number}, arrangement: string) => import("./groups.js").Composed}} Beside
 *   ``other``: B, if it can be played; ``pointed``: the cell under the pointer, of whichever side
 * @typedef {Map<string, {hue?: number}>} Lit
 */
import { called, key, range } from "./scene.js";
import { inputText, show, sumText, weightText } from "./words.js";

/** The rows that a cell takes part in, or those of the step. @param {View} view @returns {Row[]} */
export function activeRows({ opened, at, focus }) {
  const sliding = opened.transposed && opened.scene.slides;
  const termsOf = sliding ? opened.windowOf : opened.byOutput;
  if (focus) {
    const cell = focus.cell;
    if (focus.kind === "in") return opened.byInput(cell);
    if (focus.kind === "tap") return opened.byTap(cell);
    if (focus.kind === "frame") return opened.byFrame(cell);
    if (focus.kind === "out") return termsOf(cell);
    // What came back to a cell came by the rows that it takes part in.
    if (focus.kind === "back" || focus.kind === "difference") return opened.byInput(cell).filter((row) => row.output);
    if (focus.kind === "found") return [];
    if (focus.kind === "entry") return opened.byOutput(cell.slice(0, 3)).filter((row) => key(row.input) === key(cell.slice(3)));
    // A zero of the spread grid: whoever reads it.
    return opened.bySpread(cell);
  }
  const step = opened.steps[at];
  if (!step.cell) return [];
  return step.phase === "stamp" ? opened.byInput(step.cell) : termsOf(step.cell);
}

/** @param {Row[]} rows @param {(row: Row) => Cell|null} cellOf @returns {Lit} */
export function litBy(rows, cellOf) {
  /** @type {Lit} */
  const lit = new Map();
  for (const row of rows) {
    const name = key(cellOf(row));
    if (!name) continue;
    const before = lit.get(name);
    // One tap only: the cell takes its hue. Several: the colour of its role.
    lit.set(name, before && before.hue !== row.hue ? {} : { hue: row.hue });
  }
  return lit;
}

/** @type {WeakMap<Row[], Lit>} */
const taps = new WeakMap();

/** The taps in light: every plane of the kernel asks for them. @param {Row[]} rows @returns {Lit} */
function litTaps(rows) {
  const found = taps.get(rows) ?? litBy(rows, (row) => row.tap);
  taps.set(rows, found);
  return found;
}

/** @param {string} base @param {{hue?: number}|undefined} lit @returns {{className: string, hue?: number}} */
export function lighted(base, lit) {
  if (!lit) return { className: base };
  return lit.hue === undefined ? { className: `${base} main` } : { className: `${base} lit`, hue: lit.hue };
}

/** The class of a cell, with a mark where it was typed beside others that are filled. @param {string} base @param {Set<string>} typed @param {Cell} cell */
const marked = (base, typed, cell) => (typed.has(key(cell)) ? `${base} typed` : base);

/** How large a grid is; of a row its cells. @param {Opened} opened @param {number} rows @param {number} columns */
export const sized = ({ scene }, rows, columns) => (scene.dimensions === 1 ? `${columns}` : `${rows}×${columns}`);

/** @param {Opened} opened @param {number[][]} grid */
export const sizeOf = (opened, grid) => sized(opened, grid.length, grid[0].length);

/** A panel's name: with the number of its map where there are several. @param {string} name @param {number} i @param {number} count */
export const named = (name, i, count) => (count > 1 ? `${name} ${i}` : name);

/** What a reader sees over a map; a value of a network keeps the number that the network gives it.
 * @param {View} view @param {string} name @param {"input"|"output"} kind @param {number} i @param {number} count */
export const titled = (view, name, kind, i, count) =>
  (view.opened.scene.value ? `${name}, map ${view.opened.scene.value.names[kind][0][i]}` : named(name, i, count));

/** What stands beside the lines of a grid. @param {View} view @param {"input"|"output"} kind @param {number} axis 1 rows, 2 columns @param {number} count */
export const lines = (view, kind, axis, count) =>
  view.opened.scene.value?.names[kind][axis] ?? (axis === 1 && view.opened.scene.dimensions === 1 ? [""] : range(count));

/** The same for the lines of a grid with more around it. @param {View} view @param {"input"|"output"} kind @param {number} axis @param {(number|null)[]} frame */
export const framed = (view, kind, axis, frame) =>
  frame.map((place) => (place === null || (axis === 1 && view.opened.scene.dimensions === 1) ? "" : view.opened.scene.value?.names[kind][axis][place] ?? place));

/** How much of the largest value a number is, for colours. @param {number[]} numbers */
export const heatOf = (numbers) => warmthUpTo(numbers.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0));

/** The same where the largest value is known. @param {number} most */
export const warmthUpTo = (most) => (/** @type {number} */ value) => Math.abs(value) / (most || 1);

/** @type {WeakMap<number[][], (value: number) => number>} */
const warmths = new WeakMap();

/** The same of a grid that was sent: it does not change. @param {number[][]} grid */
export function warmthOf(grid) {
  const found = warmths.get(grid) ?? heatOf(grid.flat());
  warmths.set(grid, found);
  return found;
}

/** Looks, and what they depend on. @param {import("./grids.js").Depends} depends @param {(y: number, x: number) => import("./grids.js").Look} look @returns {Panel["look"]} */
export const depending = (depends, look) => Object.assign(look, { depends });

/** What looks depend on that no step of the walk changes: the scene, its lettering, which places are there.
 * @param {View} view @param {unknown[]} on what else @param {() => number[][]} lit @returns {import("./grids.js").Depends} */
export const standing = ({ opened, at, symbols }, on, lit) =>
  ({ on: [opened, symbols, opened.turns(at), ...on], at: 0, lit, added: () => [] });

/** What an output map depends on while its numbers come in. @param {View} view @param {Row[]} rows @param {number} d @param {unknown[]} on
 * @returns {import("./grids.js").Depends} */
export function growing({ opened, at, symbols }, rows, d, on) {
  const places = (/** @type {(Cell|null)[]} */ cells) => cells.flatMap((cell) => (cell?.[0] === d ? [cell.slice(1)] : []));
  const done = opened.done(at);
  const byOutput = opened.scene.walk === "output";
  const ended = !byOutput && done === opened.inputs.length;
  return {
    on: [opened, symbols, d, ended, ...on], at: done,
    lit: () => places(rows.map((row) => row.output)),
    added: () => (done ? places(byOutput ? [opened.outputs[done - 1]] : opened.byInput(opened.inputs[done - 1]).map((row) => row.output)) : []),
  };
}

/** One input map. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
export function inputPanel(view, rows, c) {
  const { input } = view.opened.scene;
  const grid = input[c];
  const lit = litBy(rows, (row) => row.input);
  const warmth = warmthOf(grid);
  const lights = () => rows.flatMap((row) => (row.input?.[0] === c ? [row.input.slice(1)] : []));
  return {
    id: named("input", c, input.length), title: titled(view, "Input", "input", c, input.length), note: sizeOf(view.opened, grid),
    rows: grid.length, columns: grid[0].length,
    rowLabels: lines(view, "input", 1, grid.length), columnLabels: lines(view, "input", 2, grid[0].length),
    look: depending({ ...standing(view, [c], lights), on: [view.opened, view.symbols, c] }, (y, x) => ({
      text: inputText(view, [c, y, x]), data: `in:${key([c, y, x])}`, heat: warmth(grid[y][x]),
      ...lighted(marked("input", view.opened.typed.input, [c, y, x]), lit.get(key([c, y, x]))),
    })),
  };
}

/** One plane of the kernel, with gaps where it is dilated, turned once the timeline has turned it.
 * @param {View} view @param {Row[]} rows @param {number} a @param {number} b @returns {Panel} */
export function kernelPanel(view, rows, a, b) {
  const { scene, hues, x, y } = view.opened;
  const planes = scene.kernel.length * scene.kernel[0].length;
  const turned = scene.slides && scene.walk === "output" && scene.turned !== null && scene.turned <= view.at;
  const [tapsY, tapsX] = turned ? [y.turned, x.turned] : [y.taps, x.taps];
  const lit = litTaps(rows);
  const grid = scene.kernel[a][b];
  const lights = () => rows.flatMap(({ tap }) => (tap[0] === a && tap[1] === b ? [[y.taps.indexOf(tap[2]), x.taps.indexOf(tap[3])]] : []));
  const gapped = y.taps.length > grid.length || x.taps.length > grid[0].length;
  const size = sizeOf(view.opened, grid);
  const note = turned ? "turned by 180°" : gapped ? `${size}, dilated` : size;
  const flat = scene.dimensions === 1;
  return {
    id: named("kernel", /** @type {any} */ (`${a},${b}`), planes), title: planes > 1 ? `w[${called(view.opened, "kernel", [a, b, 0, 0]).slice(0, 2)}]` : "Kernel", note: planes > 1 ? "" : note, term: "kernel",
    rows: y.taps.length, columns: x.taps.length,
    rowLabels: tapsY.map((tap) => (tap === null || flat ? "" : called(view.opened, "kernel", [a, b, tap, 0])[2])),
    columnLabels: tapsX.map((tap) => (tap === null ? "" : called(view.opened, "kernel", [a, b, 0, tap])[3])),
    // Looked up by tap, placed where the tap lies: so a tap moves when the kernel turns.
    look: depending({ ...standing(view, [], lights), on: [view.opened, view.symbols, a, b, turned] }, (row, column) => {
      const [ky, kx] = [y.taps[row], x.taps[column]];
      if (ky === null || kx === null) return { text: "", className: "gap" };
      const tap = [a, b, ky, kx];
      return {
        text: weightText(view, tap), data: `tap:${key(tap)}`,
        className: `${marked("weight", view.opened.typed.kernel, tap)}${lit.has(key(tap)) ? " lit" : ""}`, hue: hues[ky][kx],
        position: [tapsY.indexOf(ky), tapsX.indexOf(kx)],
      };
    }),
  };
}

/** The rows that have reached a cell when the walk is by input. @param {View} view @param {Row[]} rows */
export function arrived({ opened, at }, rows) {
  if (opened.scene.walk === "output") return rows;
  const done = new Set(opened.inputs.slice(0, opened.done(at)).map(key));
  return rows.filter((row) => row.input && done.has(key(row.input)));
}

/** One output map as a reading has computed it so far.
 * @param {View} view @param {Row[]} rows @param {import("./readings/index.js").Reading} reading @param {number} d
 * @param {string} id @param {string} title @returns {Panel} */
export function outputPanel(view, rows, reading, d, id, title) {
  const { opened } = view;
  const [maps, h, w] = opened.scene.output;
  const sums = view.adder.sums(reading, view.at);
  const lit = litBy(rows, (row) => row.output);
  const warmth = warmthUpTo(view.adder.most(reading));
  return {
    id: named(id, d, maps), title: titled(view, title, "output", d, maps), note: sized(opened, h, w),
    rows: h, columns: w, rowLabels: lines(view, "output", 1, h), columnLabels: lines(view, "output", 2, w),
    look: depending(growing(view, rows, d, [reading]), (y, x) => {
      const name = `${d},${y},${x}`;
      const sum = sums[d][y][x];
      const none = Number.isNaN(sum);
      const text = none ? "" : view.symbols ? sumText(view, arrived(view, opened.byOutput([d, y, x])), sum) : show(sum);
      return {
        text, data: `out:${name}`, heat: none ? 0 : warmth(sum),
        ...lighted(none ? "empty" : "output", lit.get(name)),
      };
    }),
  };
}

/** What follows the sum, where the sum is finished. @param {View} view @param {Row[]} rows @param {import("./scene.js").Activated} activated @param {number} d @returns {Panel} */
export function activatedPanel(view, rows, { name, output }, d) {
  const { opened, at } = view;
  const grid = output[d];
  const lit = litBy(rows, (row) => row.output);
  const warmth = warmthOf(grid);
  return {
    id: named("after", d, output.length), title: named(`After ${name}`, d, output.length), note: sizeOf(opened, grid),
    rows: grid.length, columns: grid[0].length,
    rowLabels: lines(view, "output", 1, grid.length), columnLabels: lines(view, "output", 2, grid[0].length),
    look: depending(growing(view, rows, d, [output]), (y, x) => {
      const there = opened.finished([d, y, x], at);
      const place = `${d},${y},${x}`;
      return {
        text: there && !view.symbols ? show(grid[y][x]) : "", data: `out:${place}`, heat: there ? warmth(grid[y][x]) : 0,
        ...lighted(there ? "output" : "empty", there ? lit.get(place) : undefined),
      };
    }),
  };
}

/** What comes out of a mistake, wrong cells marked. @param {Opened} opened @param {import("./scene.js").Mistake} mistake @param {number} d @returns {Panel} */
export function wrongPanel(opened, mistake, d) {
  const [wrong, differs] = [mistake.wrong ?? [], mistake.differs ?? []];
  const grid = wrong[d];
  return {
    id: named("wrong", d, wrong.length), title: named("Wrong", d, wrong.length), note: sizeOf(opened, grid),
    rows: grid.length, columns: grid[0].length, rowLabels: range(grid.length), columnLabels: range(grid[0].length),
    look: (y, x) => ({ text: show(grid[y][x]), className: differs[d][y][x] ? "output differs" : "output" }),
  };
}
