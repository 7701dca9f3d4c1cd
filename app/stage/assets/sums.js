// @ts-check
/**
 * What has been added up at a step, in three ways that must agree: stamp by stamp, window by
 * window, and as a matrix times a column. Each goes through the rows in its own grouping.
 *
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {Map<string, number>} Sums by cell
 */
import { key, total } from "./scene.js";

/** Differences of rounding only. */
const CLOSE = 1e-9;

/** @param {Opened} opened */
export function adder(opened) {
  const { scene, transposed, outputs, walked } = opened;
  const byStamps = runner(opened, (row) => row.output);
  const inFrame = runner(opened, (row) => row.frame);
  /** @type {ReturnType<typeof entriesOf>|undefined} */ let wired;

  /** The cells of the walk so far, by name. @param {number} at @returns {Set<string>} */
  const walkedAt = (at) => new Set(walked.slice(0, opened.done(at)).map((step) => key(step.cell)));
  /** Finished sums of each way, by output. @type {Map<Function, Sums>} */
  const finished = new Map();

  /** @param {(output: Cell) => {input: Cell|null, product: number}[]} termsOf @param {Cell} output */
  function whole(termsOf, output) {
    const known = finished.get(termsOf) ?? new Map();
    finished.set(termsOf, known);
    const name = key(output);
    if (!known.has(name)) known.set(name, add(termsOf(output)) + scene.bias[output[0]]);
    return known.get(name);
  }

  /**
   * Each output's sum over terms of its own, if the walk has come to it. Walked by input,
   * terms of inputs to come are left out.
   * @param {number} at @param {(output: Cell) => {input: Cell|null, product: number}[]} termsOf @returns {Sums}
   */
  function gathered(at, termsOf) {
    const done = walkedAt(at);
    /** @type {Sums} */ const sums = new Map();
    for (const output of outputs) {
      if (scene.walk === "output") {
        if (done.has(key(output))) sums.set(key(output), whole(termsOf, output));
      } else if (done.size === opened.inputs.length) {
        sums.set(key(output), whole(termsOf, output));
      } else {
        const terms = termsOf(output).filter((term) => term.input && done.has(key(term.input)));
        if (terms.length) sums.set(key(output), add(terms));
      }
    }
    return sums;
  }

  /** Row by row of the matrix. @param {Cell} output @returns {{input: Cell, product: number}[]} */
  const matrixTerms = (output) => {
    /** @type {Map<string, {input: Cell, weight: number}>} */ const entries = new Map();
    for (const { input, weight } of opened.byOutput(output)) {
      if (!input) continue;
      const entry = entries.get(key(input)) ?? { input, weight: 0 };
      entries.set(key(input), { input, weight: entry.weight + weight });
    }
    return [...entries.values()].map(({ input, weight }) => ({
      input, product: scene.input[input[0]][input[1]][input[2]] * weight,
    }));
  };

  /** The bias is added when all stamps are. @param {number} at */
  function stamped(at) {
    const sums = new Map(byStamps(opened.done(at)));
    if (opened.done(at) === opened.inputs.length) {
      for (const cell of outputs) sums.set(key(cell), (sums.get(key(cell)) ?? 0) + scene.bias[cell[0]]);
    }
    return sums;
  }

  /** @type {{[reading: string]: (at: number) => Sums}} */
  const ways = {
    stamp: (at) => (scene.walk === "input" ? stamped(at) : gathered(at, opened.byOutput)),
    slide: (at) => gathered(at, opened.windowOf),
    matrix: (at) => gathered(at, matrixTerms),
  };
  return {
    /** The output at a step as a reading computes it. @param {string} reading @param {number} at */
    sums: (reading, at) => ways[transposed || reading !== "stamp" ? reading : "slide"](at),
    /** The full output, cropped places included, after a number of stamps. @param {number} stamps */
    inFrame,
    /** Every entry of the matrix that is not wired to nothing, by "output|input". */
    entries: () => (wired ??= entriesOf(opened)),
  };
}

/** @param {Opened} opened */
function entriesOf(opened) {
  /** @type {Map<string, import("./scene.js").Row[]>} */ const entries = new Map();
  for (const row of opened.rows()) {
    if (!row.input || !row.output) continue;
    const name = `${key(row.output)}|${key(row.input)}`;
    const known = entries.get(name);
    if (known) known.push(row);
    else entries.set(name, [row]);
  }
  return entries;
}

/** @param {{product: number}[]} terms */
const add = (terms) => terms.reduce((sum, term) => sum + term.product, 0);

/**
 * The sums after a number of stamps; a step on costs one stamp.
 * @param {Opened} opened @param {(row: import("./scene.js").Row) => Cell|null} cellOf
 */
function runner({ inputs, byInput }, cellOf) {
  let reached = 0;
  /** @type {Sums} */ let running = new Map();
  return (/** @type {number} */ stamps) => {
    if (stamps < reached) [reached, running] = [0, new Map()];
    for (; reached < stamps; reached++) {
      for (const row of byInput(inputs[reached])) {
        const name = key(cellOf(row));
        if (name) running.set(name, (running.get(name) ?? 0) + row.product);
      }
    }
    return running;
  };
}

/** Whether results agree in every cell. @param {Sums[]} results */
export function agree(results) {
  const [first, ...others] = results;
  return others.every((other) => other.size === first.size && [...first].every(([name, sum]) =>
    Math.abs(sum - (other.get(name) ?? NaN)) <= CLOSE * Math.max(1, Math.abs(sum))));
}

/** @param {Opened} opened @param {Cell} output */
export const result = (opened, output) => total(opened.byOutput(output)) + opened.scene.bias[output[0]];

