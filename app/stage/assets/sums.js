// @ts-check
/**
 * What has been added up at a step. Each reading goes through the rows in its own grouping
 * (stamp by stamp, window by window, as a matrix times a column), and the results must agree.
 *
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./readings/index.js").Reading} Reading
 * @typedef {number[][][]} Order
 * @typedef {(output: Cell, first: number) => number|null} Adding what an output comes to when the
 *   inputs that are among the first of the walk have been met; null: none of them is
 * @typedef {Map<string, number>} Sums by cell
 */
import { key } from "./scene.js";

/** Differences of rounding only. */
const CLOSE = 1e-9;

/** @param {Opened} opened */
export function adder(opened) {
  const { scene, transposed, inputs, outputs } = opened;
  const byStamps = runner(opened, (row) => row.output);
  const inFrame = runner(opened, (row) => row.frame);
  /** When the walk comes to each input cell, by channel, row and column. @type {Order} */
  const order = scene.input.map((plane) => plane.map((line) => line.map(() => 0)));
  inputs.forEach(([c, y, x], i) => (order[c][y][x] = i));
  /** @type {Map<Reading, Adding>} */ const additions = new Map();

  /** @param {Reading} reading */
  function additionOf(reading) {
    const known = additions.get(reading) ?? reading.adding(opened, order);
    additions.set(reading, known);
    return known;
  }

  /** @param {Reading} reading @param {number} at @returns {Sums} */
  function gathered(reading, at) {
    const add = additionOf(reading);
    const done = opened.done(at);
    const byOutput = scene.walk === "output";
    const complete = !byOutput && done === inputs.length;
    /** @type {Sums} */ const sums = new Map();
    for (const output of byOutput ? outputs.slice(0, done) : outputs) {
      const sum = add(output, byOutput ? inputs.length : done);
      // The bias comes last: when nothing else is to come.
      if (byOutput || complete) sums.set(key(output), (sum ?? 0) + (reading.result ? scene.bias[output[0]] : 0));
      else if (sum !== null) sums.set(key(output), sum);
    }
    return sums;
  }

  /** @param {number} at @returns {Sums} */
  function stamped(at) {
    const sums = new Map(byStamps(opened.done(at)));
    if (opened.done(at) === inputs.length) {
      for (const cell of outputs) sums.set(key(cell), (sums.get(key(cell)) ?? 0) + scene.bias[cell[0]]);
    }
    return sums;
  }

  /** What was asked for last, per reading: hovering asks again and again. @type {Map<Reading, {at: number, sums: Sums}>} */
  const last = new Map();

  return {
    /** The output at a step as a reading computes it. @param {Reading} reading @param {number} at @returns {Sums} */
    sums(reading, at) {
      const known = last.get(reading);
      if (known?.at === at) return known.sums;
      const adding = reading.running && transposed && scene.walk === "input" ? stamped(at) : gathered(reading, at);
      last.set(reading, { at, sums: adding });
      return adding;
    },
    /** The full output, cropped places included, after a number of stamps. @param {number} stamps */
    inFrame,
  };
}

/** The terms of an output, added up row by row. @type {import("./readings/index.js").Reading["adding"]} */
export const fromRows = (opened, order) => (output, first) => {
  let sum = null;
  for (const { input, product } of opened.byOutput(output)) {
    if (input && order[input[0]][input[1]][input[2]] < first) sum = (sum ?? 0) + product;
  }
  return sum;
};

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
