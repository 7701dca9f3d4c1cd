// @ts-check
/**
 * Sentences, all numbers taken from rows; or letters in their place.
 *
 * @typedef {import("./scene.js").Row} Row
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {{kind: string, cell: Cell}} Focus
 * @typedef {{opened: Opened, symbols: boolean}} Said
 */
import { called, key, total } from "./scene.js";

const MOST_TERMS = 10;
/** Terms that a cell can hold, two in a line. */
const MOST_IN_A_CELL = 6;
/** Below this, three decimals are too few; below the next, two digits do; then the zeros are counted; what is left is rounding. */
const [SMALL, TINY, MINUTE, NOTHING] = [0.1, 0.001, 0.0001, 1e-12];
const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A number as it stands in a cell: three decimals, or where these say little, three digits. @param {number} n */
export function show(n) {
  const rounded = Math.round(n * 1000) / 1000;
  if (Math.abs(rounded) >= 1e7) return signed(rounded.toExponential(2));
  if (Math.abs(n) >= SMALL || Math.abs(n) < NOTHING) return signed(String(rounded === 0 ? 0 : rounded));
  if (Math.abs(n) < MINUTE) return signed(n.toExponential(1));
  return signed(String(Number(n.toPrecision(Math.abs(n) < TINY ? 2 : 3))));
}

/** With the sign that is as wide as a digit. @param {string} text */
const signed = (text) => text.replaceAll("-", "−");

/** What stands for an input cell. @param {Said} said @param {Cell} cell */
export function inputText({ opened, symbols }, cell) {
  if (!symbols) return show(opened.scene.input[cell[0]][cell[1]][cell[2]]);
  const place = opened.inputs.findIndex((input) => key(input) === key(cell));
  return opened.inputs.length > LETTERS.length ? `x${place}` : LETTERS[place];
}

/** What stands for a tap. @param {Said} said @param {Cell} tap */
export function weightText({ opened, symbols }, tap) {
  const [first, second, ky, kx] = tap;
  if (!symbols) return show(opened.scene.kernel[first][second][ky][kx]);
  const names = opened.scene.kernel.flatMap((planes, a) => planes.flatMap((plane, b) =>
    plane.flatMap((line, y) => line.map((_, x) => key([a, b, y, x])))));
  return `w${names.indexOf(key(tap))}`;
}

/** @param {Said} said @param {Row} row */
const valueOf = (said, row) => (row.input ? inputText(said, row.input) : "0");

/** @param {Said} said @param {Row} row */
export function productText(said, row) {
  if (!said.symbols) return show(row.product);
  return row.input ? valueOf(said, row) + weightText(said, row.tap) : "0";
}

/** What a cell's sum is made of (a new line after every two terms), or comes to. @param {Said} said @param {Row[]} rows @param {number} sum */
export function sumText(said, rows, sum) {
  if (!said.symbols) return show(sum);
  const terms = rows.filter((row) => row.input).map((row) => productText(said, row));
  if (terms.length > MOST_IN_A_CELL) return `${terms.length} terms`;
  return terms.map((term, i) => (i === 0 ? term : i % 2 || terms.length < 3 ? `+${term}` : `\n+${term}`)).join("") || "0";
}

/** A factor or a term inside a sum. @param {string} text */
const inside = (text) => (text.startsWith("−") ? `(${text})` : text);

/** @param {Opened} opened @param {"input"|"kernel"|"output"} kind @param {Cell} cell */
export function at(opened, kind, cell) {
  const whole = opened.single && !opened.scene.value ? cell.slice(-2) : called(opened, kind, cell);
  // A row's cells are all of one height.
  return `[${(opened.scene.dimensions === 1 ? [...whole.slice(0, -2), whole[whole.length - 1]] : whole).join(",")}]`;
}

/** How a sentence names an output cell. @param {Opened} opened @param {Cell} output */
export const outputName = (opened, output) => `<b class="out">y${at(opened, "output", output)}</b>`;

/** @param {number} hue @param {string} text */
export const tinted = (hue, text) => `<b class="tap" style="--h:${hue}">${text}</b>`;

/** @template T @param {T[]} rows @param {(row: T) => string} say */
function listed(rows, say) {
  const said = rows.slice(0, MOST_TERMS).map(say);
  if (rows.length > MOST_TERMS) said.push(`${rows.length - MOST_TERMS} more`);
  return said;
}

/** y[1,1] = 0·3 + 1·2 + 2·1 + 3·0 = 4 @param {Said} said @param {Cell} output @param {Row[]} rows */
export function sum(said, output, rows) {
  const { opened } = said;
  const { value } = opened.scene;
  const name = outputName(opened, output);
  const bias = opened.scene.bias[output[0]];
  if (rows.length === 0 && !bias) return `${name} = 0: no stamp reaches it`;
  // Of the many products of a network's value, those that matter come first.
  const ordered = value ? rows.filter((row) => row.product).toSorted((a, b) => Math.abs(b.product) - Math.abs(a.product)) : rows;
  const terms = listed(ordered, (row) =>
    `${inside(valueOf(said, row))}·${tinted(row.hue, inside(weightText(said, row.tap)))}`);
  const zeros = rows.length - ordered.length;
  if (zeros) terms.push(`${zeros} × 0`);
  for (const [what, number] of value ? value.added : /** @type {[string, number][]} */ (bias ? [["bias", bias]] : [])) {
    terms.push(`${inside(show(number))} <span class="soft">(${what})</span>`);
  }
  const { activated } = opened.scene;
  const follows = activated && !said.symbols ? `, and ${activated.name} makes it <b>${show(activated.output[output[0]][output[1]][output[2]])}</b>` : "";
  const outcome = said.symbols ? "" : ` = <b>${value ? exact(total(rows) + bias) : show(total(rows) + bias)}</b>`;
  return `${name} = ${terms.join(" + ")}${outcome}${value ? value.after.map(([what, number]) => `, and ${what} makes it <b>${exact(number)}</b>`).join("") : follows}`;
}

/** A sum to compare with another program's: six digits. @param {number} n */
const exact = (n) => signed(String(Number(n.toPrecision(6))));

/** @param {number[]} numbers */
function range(numbers) {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return low === high ? `${low}` : `${low}–${high}`;
}

/** @param {string[]} words */
function and(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** @param {Said} said @param {Cell} input @param {Row[]} rows */
export function stamp(said, input, rows) {
  const { opened } = said;
  const landed = rows.filter((row) => row.output);
  const reached = opened.scene.pairs.filter((pair) => pair[0] === input[0]).map((pair) => pair[1]);
  const kernels = reached.length > 1 ? "its kernels" : opened.single ? "the kernel" : "its kernel";
  const start = `Input <b class="in">${at(opened, "input", input)} = ${inputText(said, input)}</b> times ${kernels}`;
  const cropped = rows.length - landed.length;
  const lost = cropped ? ` <span class="soft">${cropped} of its ${rows.length} products ${cropped === 1 ? "is" : "are"} cut off.</span>` : "";
  if (landed.length === 0) return `${start} lands outside the output: all of it is cut off.`;
  const outputs = landed.map((row) => called(opened, "output", /** @type {Cell} */ (row.output)));
  const [ys, xs] = [range(outputs.map((o) => o[1])), range(outputs.map((o) => o[2]))];
  const rowsWord = ys.includes("–") ? "rows" : "row";
  const columnsWord = xs.includes("–") ? "columns" : "column";
  const maps = reached.length > 1 ? ` of maps ${and(reached.map(String))}` : opened.single ? "" : ` of map ${reached[0]}`;
  const adds = and(listed(landed, (row) => tinted(row.hue, productText(said, row))));
  const places = opened.scene.dimensions === 1 ? `${xs.includes("–") ? "cells" : "cell"} ${xs}` : `${rowsWord} ${ys}, ${columnsWord} ${xs}`;
  return `${start} lands on ${places}${maps}: it adds ${adds}.${lost}`;
}

/** @param {Said} said @param {Cell} output @param {Row[]} terms @param {number|null} taps under the kernel, if that is said */
export function slide(said, output, terms, taps) {
  const real = terms.filter((row) => row.input);
  if (taps === null) return sum(said, output, real);
  const zeros = taps - real.length;
  const why = zeros === 0 ? "" : `<span class="soft">. ${zeros === taps ? "All" : zeros} of the ${taps} cells under the kernel ${zeros === 1 ? "is a zero" : "are zeros"} that ${zeros === 1 ? "was" : "were"} put there.</span>`;
  return sum(said, output, real) + why;
}

/** What the cell under the pointer takes part in. @param {Said} said @param {Focus} focus */
export function focused(said, { kind, cell }) {
  const { opened } = said;
  if (kind === "out") return sum(said, cell, opened.byOutput(cell).filter((row) => row.input));
  if (kind === "in") {
    const rows = opened.byInput(cell).filter((row) => row.output);
    const value = inputText(said, cell);
    const name = `<b class="in">x${at(opened, "input", cell)} = ${value}</b>`;
    if (rows.length === 0) return `${name} reaches no output.`;
    const reach = listed(rows, (row) => `y${at(opened, "output", /** @type {Cell} */ (row.output))} by ${
      said.symbols ? tinted(row.hue, productText(said, row)) : `${value}·${tinted(row.hue, inside(weightText(said, row.tap)))} = ${show(row.product)}`}`);
    return `${name} reaches ${rows.length} ${rows.length === 1 ? "output" : "outputs"}: ${reach.join(", ")}.`;
  }
  if (kind === "tap") {
    const rows = opened.byTap(cell);
    const used = rows.filter((row) => row.output && row.input);
    const name = tinted(rows[0].hue, `w${at(opened, "kernel", cell)} = ${weightText(said, cell)}`);
    const pairs = listed(used, (row) => `x${at(opened, "input", /** @type {Cell} */ (row.input))} → y${at(opened, "output", /** @type {Cell} */ (row.output))}`);
    return `${name} is used ${used.length} ${used.length === 1 ? "time" : "times"}: ${pairs.join(", ")}.`;
  }
  if (kind === "entry") return entry(said, cell);
  if (opened.scene.trip && (kind === "back" || kind === "difference")) return returned(said, opened.scene.trip, cell);
  if (opened.scene.trip?.found && kind === "found") return solved(opened, opened.scene.trip.found, cell);
  if (kind === "frame") {
    const rows = opened.byFrame(cell);
    if (opened.scene.operation === "convolution") {
      return `A zero of the padding: ${rows.length} ${rows.length === 1 ? "product is" : "products are"} 0 because of it.`;
    }
    const terms = rows.map((row) => `${inside(valueOf(said, row))}·${inside(weightText(said, row.tap))}`).join(" + ") || "nothing";
    return `Cut off: ${terms}${said.symbols ? "" : ` = ${show(total(rows))}`} never reaches the output.`;
  }
  return "A zero that was put there: every tap that meets it adds nothing.";
}

/** A cell of x′: the numbers of y that stamp it. @param {Said} said @param {import("./scene.js").Trip} trip @param {Cell} cell */
function returned({ opened }, { there, back, difference }, cell) {
  const [c, y, x] = cell;
  const rows = opened.byInput(cell).filter((row) => row.output);
  const terms = listed(rows, (row) => {
    const [d, oy, ox] = /** @type {Cell} */ (row.output);
    return `${inside(show(there[d][oy][ox]))}·${tinted(row.hue, inside(show(row.weight)))}`;
  });
  const [was, off] = [opened.scene.input[c][y][x], difference[c][y][x]];
  const name = at(opened, "input", cell);
  const compared = off ? `${show(Math.abs(off))} ${off > 0 ? "more" : "less"} than <b class="in">x${name} = ${show(was)}</b>` : `as <b class="in">x${name}</b> was`;
  return `<b class="out">x′${name}</b> = ${terms.join(" + ") || "0, no stamp reaches it"}${terms.length ? ` = <b>${show(back[c][y][x])}</b>` : ""}: ${compared}.`;
}

/** A cell of x̂. @param {Opened} opened @param {number[][][]} found @param {Cell} cell */
function solved(opened, found, cell) {
  const [c, y, x] = cell;
  const [is, was] = [show(found[c][y][x]), show(opened.scene.input[c][y][x])];
  return `<b class="in">x̂${at(opened, "input", cell)} = ${is}</b>${is === was ? ", the number that was there." : `, where ${was} was: its outputs are the same.`}`;
}

/** An entry of the matrix: output, then input. @param {Said} said @param {Cell} cell */
function entry(said, cell) {
  const { opened } = said;
  const [output, input] = [cell.slice(0, 3), cell.slice(3)];
  const rows = opened.byOutput(output).filter((row) => key(row.input) === key(input));
  const place = `Row y${at(opened, "output", output)}, column x${at(opened, "input", input)}`;
  if (rows.length === 0) return `${place}: 0, no tap connects the two.`;
  const weights = rows.map((row) => tinted(row.hue, `w${at(opened, "kernel", row.tap)} = ${weightText(said, row.tap)}`));
  return `${place}: ${weights.join(" + ")}, the tap that connects the two.`;
}
