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
import { factors, outcome } from "../groups.js";
import { alone, leadsTo, product } from "../layout.js";
import { arrived, lighted, litBy, outputPanel } from "../panels.js";
import { key } from "../scene.js";
import { inputText, show, sumText, weightText } from "../words.js";

/** @type {import("./index.js").Reading} */
export const matrix = {
  result: { long: "Matrix times input", short: "Matrix" },
  alone: (view, rows, { width, height }) => {
    const places = alone(width, height, true);
    return {
      placed: [
        ...factors(view, rows, places.input, places.kernel),
        { panel: matrixPanel(view, rows, true), slot: places.third },
        ...matrixProduct(view, rows, places.middle),
        ...outcome(view, places.output, (d) => outputPanel(view, rows, matrix, d, "output", "Output")),
      ],
      signs: [leadsTo(places)], arrangements: [], arrangement: "",
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
  const { byOutput } = entriesOf(opened);
  const { input } = opened.scene;
  return (output, first) => {
    let sum = null;
    for (const { input: [c, y, x], weight } of byOutput.get(key(output)) ?? []) {
      if (order[c][y][x] < first) sum = (sum ?? 0) + input[c][y][x] * weight;
    }
    return sum;
  };
}

/** @type {WeakMap<import("../scene.js").Opened, ReturnType<typeof entries>>} */
const known = new WeakMap();

/** Every entry that is not wired to nothing, by "output|input"; and those of each output. @param {import("../scene.js").Opened} opened */
function entriesOf(opened) {
  const found = known.get(opened) ?? entries(opened);
  known.set(opened, found);
  return found;
}

/** @param {import("../scene.js").Opened} opened */
function entries(opened) {
  /** @type {Map<string, {output: Cell, input: Cell, weight: number, rows: Row[]}>} */
  const all = new Map();
  /** @type {Map<string, {input: Cell, weight: number}[]>} */
  const byOutput = new Map();
  for (const row of opened.rows()) {
    const { input, output, weight } = row;
    if (!input || !output) continue;
    const name = `${key(output)}|${key(input)}`;
    const known = all.get(name);
    if (known) {
      known.rows.push(row);
      known.weight += weight;
      continue;
    }
    const entry = { output, input, weight, rows: [row] };
    all.set(name, entry);
    const line = byOutput.get(key(output));
    if (line) line.push(entry);
    else byOutput.set(key(output), [entry]);
  }
  return { all, byOutput };
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
  const entries = entriesOf(opened).all;
  const lit = litBy(rows, (row) => row.input && row.output && [...row.output, ...row.input]);
  const step = view.focus ? null : opened.steps[view.at];
  const across = step?.phase === "stamp" ? key(step.cell) : null;
  const along = step?.phase === "slide" ? key(step.cell) : null;
  const label = (/** @type {Cell} */ cell) => (single ? cell.slice(-2) : cell).join("");
  const [down, right] = over ? [inputs, outputs] : [outputs, inputs];
  const [downKeys, rightKeys] = [down.map(key), right.map(key)];
  const convolution = opened.transposed === over;
  return {
    id: over ? "turned matrix" : "matrix", title: convolution ? "C" : "Cᵀ",
    note: `${down.length}×${right.length}`, term: convolution ? "matrix" : "transpose",
    rows: down.length, columns: right.length, rowLabels: down.map(label), columnLabels: right.map(label),
    look: (i, j) => {
      const [output, input] = over ? [rightKeys[j], downKeys[i]] : [downKeys[i], rightKeys[j]];
      const found = entries.get(`${output}|${input}`);
      const name = `${output},${input}`;
      const inLine = input === across || output === along;
      return {
        text: found ? (view.symbols ? found.rows.map((row) => weightText(view, row.tap)).join("+") : show(found.weight)) : "",
        data: `entry:${name}`, hue: found?.rows[0].hue,
        className: found ? `weight${lit.has(name) ? " lit" : ""}` : `void${inLine ? " line" : ""}`,
      };
    },
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
      const sum = sums?.get(key(cell));
      const text = which === "x" ? inputText(view, cell)
        : sum === undefined ? "" : view.symbols ? sumText(view, arrived(view, opened.byOutput(cell)), sum) : show(sum);
      const base = which === "x" ? "input" : sum === undefined ? "empty" : "output";
      return { text, data: `${kind}:${key(cell)}`, ...lighted(base, lit.get(key(cell))) };
    },
  };
}
