// @ts-check
/**
 * Sentences, all numbers taken from rows.
 *
 * @typedef {import("./scene.js").Row} Row
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {{kind: string, cell: Cell}} Focus
 */
import { key, total } from "./scene.js";

const MOST_TERMS = 10;

/** A number as it stands in a cell: three decimals at the most. @param {number} n */
export function show(n) {
  const rounded = Math.round(n * 1000) / 1000;
  const text = Math.abs(rounded) >= 1e7 ? rounded.toExponential(2) : String(rounded === 0 ? 0 : rounded);
  return text.replace("-", "−");
}

/** A factor or a term inside a sum. @param {number} n */
const inside = (n) => (n < 0 ? `(${show(n)})` : show(n));

/** @param {Cell} cell */
const at = (cell) => `[${cell[0]},${cell[1]}]`;

/** @param {number} hue @param {string} text */
const tinted = (hue, text) => `<b class="tap" style="--h:${hue}">${text}</b>`;

/** @param {Row[]} rows @param {(row: Row) => string} say */
function listed(rows, say) {
  const said = rows.slice(0, MOST_TERMS).map(say);
  if (rows.length > MOST_TERMS) said.push(`${rows.length - MOST_TERMS} more`);
  return said;
}

/** y[1,1] = 0·3 + 1·2 + 2·1 + 3·0 = 4 @param {Cell} output @param {Row[]} rows */
export function sum(output, rows) {
  const name = `<b class="out">y${at(output)}</b>`;
  if (rows.length === 0) return `${name} = 0: no stamp reaches it`;
  const terms = listed(rows, (row) => `${inside(row.value)}·${tinted(row.hue, inside(row.weight))}`);
  return `${name} = ${terms.join(" + ")} = <b>${show(total(rows))}</b>`;
}

/** @param {number[]} numbers */
function range(numbers) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return low === high ? `${low}` : `${low}–${high}`;
}

/** @param {string[]} words */
function and(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** @param {Cell} input @param {Row[]} rows */
export function stamp(input, rows) {
  const landed = rows.filter((row) => row.output);
  const start = `Input <b class="in">${at(input)} = ${show(rows[0].value)}</b> times the kernel`;
  const cropped = rows.length - landed.length;
  const lost = cropped ? ` <span class="soft">${cropped} of its ${rows.length} products ${cropped === 1 ? "is" : "are"} cropped.</span>` : "";
  if (landed.length === 0) return `${start} lands outside the output: all of it is cropped.`;
  const outputs = landed.map((row) => /** @type {Cell} */ (row.output));
  const [ys, xs] = [range(outputs.map((o) => o[0])), range(outputs.map((o) => o[1]))];
  const rowsWord = ys.includes("–") ? "rows" : "row";
  const columnsWord = xs.includes("–") ? "columns" : "column";
  const adds = and(listed(landed, (row) => tinted(row.hue, show(row.product))));
  return `${start} lands on ${rowsWord} ${ys}, ${columnsWord} ${xs}: it adds ${adds}.${lost}`;
}

/** @param {Cell} output @param {Row[]} terms @param {number} taps */
export function slide(output, terms, taps) {
  const real = terms.filter((row) => row.input);
  const zeros = taps - real.length;
  const why = zeros === 0 ? "" : `<span class="soft">.</span> <span class="soft">${zeros === taps ? "All" : zeros} of the ${taps} cells under the kernel ${zeros === 1 ? "is a zero" : "are zeros"} that ${zeros === 1 ? "was" : "were"} put there.</span>`;
  return sum(output, real) + why;
}

/** What the cell under the pointer takes part in. @param {Opened} opened @param {Focus} focus */
export function focused(opened, { kind, cell }) {
  const { scene } = opened;
  if (kind === "out") return sum(cell, opened.byOutput[key(cell)] ?? []);
  if (kind === "in") {
    const rows = (opened.byInput[key(cell)] ?? []).filter((row) => row.output);
    const value = show(scene.input[cell[0]][cell[1]]);
    const name = `<b class="in">x${at(cell)} = ${value}</b>`;
    if (rows.length === 0) return `${name} reaches no output.`;
    const reach = listed(rows, (row) => `y${at(/** @type {Cell} */ (row.output))} by ${value}·${tinted(row.hue, inside(row.weight))} = ${show(row.product)}`);
    return `${name} reaches ${rows.length} ${rows.length === 1 ? "output" : "outputs"}: ${reach.join(", ")}.`;
  }
  if (kind === "tap") {
    const rows = opened.byTap[key(cell)];
    const used = rows.filter((row) => row.output && row.input);
    const name = tinted(rows[0].hue, `w${at(cell)} = ${show(rows[0].weight)}`);
    const pairs = listed(used, (row) => `x${at(/** @type {Cell} */ (row.input))} → y${at(/** @type {Cell} */ (row.output))}`);
    return `${name} is used ${used.length} ${used.length === 1 ? "time" : "times"}: ${pairs.join(", ")}.`;
  }
  if (kind === "frame") {
    const rows = opened.byFrame[key(cell)] ?? [];
    if (scene.operation === "convolution") {
      return `A zero of the padding: ${rows.length} ${rows.length === 1 ? "product is" : "products are"} 0 because of it.`;
    }
    return `Cropped away: ${rows.map((row) => `${inside(row.value)}·${inside(row.weight)}`).join(" + ") || "nothing"} = ${show(total(rows))} never reaches the output.`;
  }
  return "A zero that was put there: every tap that meets it adds nothing.";
}
