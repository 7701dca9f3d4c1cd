// @ts-check
/**
 * The picture of one value of a network: per input map what is read, the weight that meets
 * each number, and their products; beside them what else is added, and the sum.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../layout.js").Sign} Sign
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 */
import { lattice, NARROW, parts } from "../layout.js";
import { inputPanel } from "../panels.js";
import { called, key, total } from "../scene.js";
import { fromRows } from "../sums.js";
import { productText, show, weightText } from "../words.js";

const SIGN = 26;
/** Columns of a grid whose numbers need not be shortened. */
const ROOMY = 6;
/** Where the sign between two grids stands below their upper edge: beside the first line of cells. */
const DOWN = 54;
/** Room for a number that stands alone, with its name above it. */
const [ALONE, NAMED] = [84, 76];

/** @type {import("./index.js").Reading} */
export const terms = {
  result: null,
  alone: (view, _rows, { width, height }) => ({ ...termsBoard(view, width, height), arrangements: [], arrangement: "" }),
  abreast: () => [],
  adding: fromRows,
};

/**
 * @param {View} view @param {number} width @param {number} height
 * @returns {{placed: {panel: Panel, slot: Slot}[], signs: Sign[]}}
 */
function termsBoard(view, width, height) {
  const { opened } = view;
  const output = opened.outputs[0];
  const all = opened.byOutput(output).filter((row) => row.input);
  const lit = new Set(view.focus ? active(view, all).map((row) => key(row.input)) : []);
  const maps = opened.scene.input.length;
  const numbers = summands(view, all);
  const narrow = width < NARROW;
  const crowded = narrow || opened.scene.input[0][0].length > ROOMY;
  const write = crowded ? brief : (/** @type {string} */ text) => text;
  const aside = narrow ? 0 : Math.max(150, width * 0.15);
  const below = narrow ? 2 * NAMED + 8 : 0;
  const lines = parts({ x: 0, y: 0, width: width - aside, height: height - below, largest: 64 }, maps);
  /** @type {{panel: Panel, slot: Slot}[]} */ const placed = [];
  /** @type {Sign[]} */ const signs = [];
  lines.forEach((line, c) => {
    const rows = all.filter((row) => row.input?.[0] === c);
    const slots = narrow ? lattice(line, 2, 2).flat() : apart(line);
    placed.push(
      ...[inputPanel(view, rows.filter((row) => lit.has(key(row.input))), c), weightsPanel(view, rows, lit, c), productsOf(view, rows, lit, c)]
        .map((panel, i) => ({ panel: rewritten(panel, write), slot: slots[i] })),
    );
    if (narrow) return;
    signs.push(...slots.slice(1).map((slot, i) => ({ x: slot.x - SIGN / 2 + 8, y: line.y + DOWN, text: "×="[i] })));
  });
  const step = Math.min(NAMED, height / numbers.length);
  numbers.forEach((number, i) => {
    const place = narrow
      ? { x: (width / 3) * (i % 3), y: height - NAMED * (i < 3 ? 2 : 1), width: width / 3, height: NAMED }
      : { x: width - aside + 24, y: step * i, width: aside - 24, height: step };
    placed.push({ panel: number, slot: { ...place, largest: ALONE } });
  });
  return { placed, signs };
}

/** A grid whose numbers are written in another way. @param {Panel} panel @param {(text: string) => string} write @returns {Panel} */
function rewritten(panel, write) {
  const written = (/** @type {number} */ y, /** @type {number} */ x) => write(panel.look(y, x).text);
  const columns = Array.from({ length: panel.columns }, (_, x) => x);
  const texts = Array.from({ length: panel.rows }, (_, y) => columns.map((x) => written(y, x))).flat();
  // All in one size: else a short number, 0.11, is written larger than a long one, −1.605.
  const longest = Math.max(...texts.map((text) => text.length));
  return { ...panel, look: (/** @type {number} */ y, /** @type {number} */ x) => ({ ...panel.look(y, x), text: written(y, x), longest }) };
}

/** A number for a cell that has room for four signs: two digits, no zero before the point. @param {string} text */
function brief(text) {
  const number = Number(text.replaceAll("−", "-"));
  if (!text || Number.isNaN(number) || Number.isInteger(number)) return text;
  const short = Math.abs(number) < 0.001 ? number.toExponential(0) : String(Number(number.toPrecision(2)));
  return short.replaceAll("-", "−").replace(/^(−?)0\./, "$1.");
}

/** Three grids in a line with room for a sign between them. @param {Slot} line @returns {Slot[]} */
function apart(line) {
  const width = (line.width - 2 * SIGN) / 3;
  return [0, 1, 2].map((i) => ({ ...line, x: (width + SIGN) * i, width }));
}

/** The rows of the cell under the pointer. @param {View} view @param {Row[]} rows */
function active({ focus }, rows) {
  const name = key(focus?.cell ?? null);
  if (focus?.kind === "in") return rows.filter((row) => key(row.input) === name);
  return focus?.kind === "tap" ? rows.filter((row) => key(row.tap) === name) : [];
}

/** A grid like the input's, one row of the table per cell. @param {View} view @param {Row[]} rows @param {number} c */
function laid(view, rows, c) {
  const grid = view.opened.scene.input[c];
  const byCell = new Map(rows.map((row) => [key(row.input), row]));
  return {
    rows: grid.length, columns: grid[0].length, rowLabels: [], columnLabels: [],
    at: (/** @type {number} */ y, /** @type {number} */ x) => byCell.get(key([c, y, x])),
  };
}

/** The weight that meets each input cell. @param {View} view @param {Row[]} rows @param {Set<string>} lit @param {number} c @returns {Panel} */
function weightsPanel(view, rows, lit, c) {
  const { at, ...grid } = laid(view, rows, c);
  const plane = rows[0] ? called(view.opened, "kernel", rows[0].tap).slice(0, 2) : [];
  return {
    ...grid, id: `weights ${c}`, title: "Weights on it", note: plane.length ? `w[${plane}]` : "",
    look: (y, x) => {
      const row = at(y, x);
      if (!row) return { text: "", className: "gap" };
      return { text: weightText(view, row.tap), data: `tap:${key(row.tap)}`, className: `weight${lit.has(key(row.input)) ? " lit" : ""}`, hue: row.hue };
    },
  };
}

/** @param {View} view @param {Row[]} rows @param {Set<string>} lit @param {number} c @returns {Panel} */
function productsOf(view, rows, lit, c) {
  const { at, ...grid } = laid(view, rows, c);
  const most = Math.max(...rows.map((row) => Math.abs(row.product)), 0) || 1;
  return {
    ...grid, id: `products ${c}`, title: "Products", note: `together ${show(total(rows))}`,
    look: (y, x) => {
      const row = at(y, x);
      if (!row) return { text: "", className: "gap" };
      return {
        text: productText(view, row), data: `in:${key(row.input)}`, heat: Math.abs(row.product) / most,
        className: `output${row.product < 0 ? " taken" : ""}${lit.has(key(row.input)) ? " main" : ""}`,
      };
    },
  };
}

/** What is added up, one number each, and what it comes to. @param {View} view @param {Row[]} rows @returns {Panel[]} */
function summands({ opened }, rows) {
  const { added, after } = /** @type {import("../scene.js").Value} */ (opened.scene.value);
  const sum = total(rows) + opened.scene.bias[0];
  /** @type {[string, number, string][]} */
  const numbers = [
    [`${rows.length} ${rows.length === 1 ? "product" : "products"}`, total(rows), "input"],
    ...added.map(([name, number]) => /** @type {[string, number, string]} */ ([`+ ${name}`, number, "input"])),
    ["= sum", sum, "output main"],
    ...after.map(([name, number]) => /** @type {[string, number, string]} */ ([`→ ${name}`, number, "output main"])),
  ];
  return numbers.map(([title, number, className], i) => ({
    id: `summand ${i}`, title, note: "", rows: 1, columns: 1, rowLabels: [], columnLabels: [],
    look: () => ({ text: show(number), className }),
  }));
}
