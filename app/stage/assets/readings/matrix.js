// @ts-check
/**
 * The matrix: one row per output cell, one column per input cell, times the flattened input.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Composed} Composed
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 * @typedef {import("../scene.js").Cell} Cell
 */
import { cellSize } from "../grids.js";
import { factors, needs, outcome } from "../groups.js";
import { alone, leadsTo, product, SLIM } from "../layout.js";
import { arrived, depending, lighted, litBy, outputPanel } from "../panels.js";
import { key } from "../scene.js";
import { need } from "../upright.js";
import { inputText, show, sumText, weightText } from "../words.js";

/** @type {import("./index.js").Reading} */
export const matrix = {
  result: { long: "Matrix times input", short: "Matrix" },
  alone: (view, rows, { width, height }) => {
    const slim = width < SLIM;
    const { input, kernel, output } = needs(view);
    // With its two columns; the matrix of the other operation has no room there.
    const table = need(1, view.opened.outputs.length, view.opened.inputs.length + 5);
    const places = alone(width, height, true, [{ input, kernel, output }, { middle: table }]);
    return {
      placed: [
        ...factors(view, rows, places.input, places.kernel),
        ...(slim ? [] : [{ panel: matrixPanel(view, rows, true), slot: places.third }]),
        ...matrixProduct(view, rows, places.middle),
        ...outcome(view, rows, places.output, (d) => outputPanel(view, rows, matrix, d, "output", "Output")),
      ],
      signs: slim ? [] : [leadsTo(places)], arrangements: [], arrangement: "",
    };
  },
  abreast: (view, rows, picture) => matrixProduct(view, rows, picture),
  adding: fromMatrix,
  adds: pairing,
};

/** Both sums that the matrix and its transpose share, and by how much one more at an input cell lets the outputs grow. @param {View} view */
function pairing({ opened, focus, symbols, at }) {
  const { duality } = opened.scene;
  if (!duality || symbols) return "";
  const step = opened.steps[at];
  const [c, y, x] = focus?.kind === "in" ? focus.cell : (!focus && step.phase === "stamp" && step.cell) || opened.inputs[0];
  const [own, other] = opened.transposed ? ["Cᵀ", "C"] : ["C", "Cᵀ"];
  const place = opened.single ? `${y},${x}` : `${c},${y},${x}`;
  return `⟨${own}u, v⟩ = <b>${show(duality.forth)}</b>, ⟨u, ${other}v⟩ = <b>${show(duality.back)}</b>: the same, with u the input and v counting from 1. `
    + `One more at <b class="in">u[${place}]</b>, and the outputs’ sum grows by <b>${show(duality.grows[c][y][x])}</b>.`;
}

/** The terms of an output as a row of the matrix times the column of the inputs. @type {import("./index.js").Reading["adding"]} */
function fromMatrix(opened, order) {
  const { lines, sent } = entriesOf(opened);
  const { input } = opened.scene;
  return (output, first) => {
    let sum = null;
    for (const { input: [c, y, x], weight } of lines[sent(output)].values()) {
      if (order[c][y][x] < first) sum = (sum ?? 0) + input[c][y][x] * weight;
    }
    return sum;
  };
}

/** @type {WeakMap<import("../scene.js").Opened, ReturnType<typeof entries>>} */
const known = new WeakMap();

/** Every entry that is not wired to nothing, by the places of its output and its input in the walk. @param {import("../scene.js").Opened} opened */
function entriesOf(opened) {
  const found = known.get(opened) ?? entries(opened);
  known.set(opened, found);
  return found;
}

/** @typedef {{input: Cell, weight: number, rows: Row[]}} Entry */

/** @param {import("../scene.js").Opened} opened */
function entries(opened) {
  const [sent, read] = [placesOf(opened.outputs), placesOf(opened.inputs)];
  /** @type {Map<number, Entry>[]} */ const lines = opened.outputs.map(() => new Map());
  for (const row of opened.rows()) {
    const { input, output, weight } = row;
    if (!input || !output) continue;
    const line = lines[sent(output)];
    const entry = line.get(read(input));
    if (entry) {
      entry.rows.push(row);
      entry.weight += weight;
    } else line.set(read(input), { input, weight, rows: [row] });
  }
  return { lines, sent, read, names: { in: opened.inputs.map(key), out: opened.outputs.map(key) } };
}

/** Where each cell stands in a list. @param {Cell[]} cells @returns {(cell: Cell) => number} */
function placesOf(cells) {
  /** @type {number[][][]} */ const places = [];
  cells.forEach(([c, y, x], i) => (((places[c] ??= [])[y] ??= [])[x] = i));
  return ([c, y, x]) => places[c][y][x];
}

/** @param {View} view @param {Row[]} rows @param {Slot} slot @returns {Placed[]} */
function matrixProduct(view, rows, slot) {
  const table = product(slot, view.opened.outputs.length, view.opened.inputs.length);
  const panel = matrixPanel(view, rows, false);
  const size = cellSize(panel, table.matrix);
  return [
    { panel, slot: table.matrix },
    { panel: columnPanel(view, rows, "x"), slot: { ...table.x, largest: size } },
    { panel: columnPanel(view, rows, "y"), slot: { ...table.y, largest: size } },
  ];
}

/** The operation as a matrix; or, turned over, the matrix of the other operation.
 * @param {View} view @param {Row[]} rows @param {boolean} over @returns {Panel} */
function matrixPanel(view, rows, over) {
  const { opened } = view;
  const { inputs, outputs, single } = opened;
  const { lines, sent, read, names } = entriesOf(opened);
  const lit = litBy(rows, (row) => row.input && row.output && [...row.output, ...row.input]);
  const step = view.focus ? null : opened.steps[view.at];
  const across = step?.phase === "stamp" && step.cell ? read(step.cell) : null;
  const along = step?.phase === "slide" && step.cell ? sent(step.cell) : null;
  /** Where an entry stands. @param {number} output @param {number} input */
  const place = (output, input) => (over ? [input, output] : [output, input]);
  const lights = () => [
    ...rows.flatMap(({ output, input }) => (output && input ? [place(sent(output), read(input))] : [])),
    ...(across === null ? [] : outputs.map((_, i) => place(i, across))),
    ...(along === null ? [] : inputs.map((_, i) => place(along, i))),
  ];
  const label = (/** @type {Cell} */ cell) => (single ? cell.slice(opened.scene.dimensions === 1 ? -1 : -2) : cell).join("");
  const [down, right] = over ? [inputs, outputs] : [outputs, inputs];
  const convolution = opened.transposed === over;
  return {
    id: over ? "turned matrix" : "matrix", title: convolution ? "C" : "Cᵀ",
    note: `${down.length}×${right.length}`, term: convolution ? "matrix" : "transpose",
    rows: down.length, columns: right.length, rowLabels: down.map(label), columnLabels: right.map(label),
    look: depending({ on: [opened, view.symbols], at: 0, lit: lights, added: () => [] }, (i, j) => {
      const [output, input] = over ? [j, i] : [i, j];
      const found = lines[output].get(input);
      const name = `${names.out[output]},${names.in[input]}`;
      const inLine = input === across || output === along;
      return {
        text: found ? (view.symbols ? found.rows.map((row) => weightText(view, row.tap)).join("+") : show(found.weight)) : "",
        data: `entry:${name}`, hue: found?.rows[0].hue,
        className: found ? `weight${lit.has(name) ? " lit" : ""}` : `void${inLine ? " line" : ""}`,
      };
    }),
  };
}

/** The flattened input or output beside the matrix. @param {View} view @param {Row[]} rows @param {"x"|"y"} which @returns {Panel} */
function columnPanel(view, rows, which) {
  const { opened } = view;
  const cells = which === "x" ? opened.inputs : opened.outputs;
  const sums = which === "y" ? view.adder.sums(matrix, view.at) : null;
  const lit = litBy(rows, (row) => (which === "x" ? row.input : row.output));
  const kind = which === "x" ? "in" : "out";
  return {
    id: `column ${which}`, title: which === "x" ? "· x" : "= y", note: "", rows: cells.length, columns: 1,
    rowLabels: [], columnLabels: [],
    look: (i) => {
      const cell = cells[i];
      const [d, y, x] = cell;
      const sum = sums?.[d][y][x] ?? NaN;
      const text = which === "x" ? inputText(view, cell)
        : Number.isNaN(sum) ? "" : view.symbols ? sumText(view, arrived(view, opened.byOutput(cell)), sum) : show(sum);
      const base = which === "x" ? "input" : Number.isNaN(sum) ? "empty" : "output";
      return { text, data: `${kind}:${key(cell)}`, ...lighted(base, lit.get(key(cell))) };
    },
  };
}
