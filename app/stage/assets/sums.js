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
 * @typedef {Float64Array[][]} Sums by map, row and column; NaN where nothing has been added yet
 */
import { key } from "./scene.js";

/** Differences of rounding only. */
const CLOSE = 1e-9;
/** More steps at once than this, and every output is added up anew. */
const FEW = 8;

/** Nothing added. @param {number} maps @param {number} rows @param {number} columns @returns {Sums} */
export const blank = (maps, rows, columns) =>
  Array.from({ length: maps }, () => Array.from({ length: rows }, () => new Float64Array(columns).fill(NaN)));

/** @param {Opened} opened */
export function adder(opened) {
  const { scene, transposed, inputs, outputs } = opened;
  const [maps, rows, columns] = scene.output;
  const adding = () => runner(opened, opened.y.lands, opened.x.lands, blank(maps, rows, columns));
  const framing = () => runner(opened, opened.y.places, opened.x.places, blank(maps, opened.y.frame.length, opened.x.frame.length));
  const [byStamps, inFrame] = [adding(), framing()];
  /** When the walk comes to each input cell, by channel, row and column. @type {Order} */
  const order = scene.input.map((plane) => plane.map((line) => line.map(() => 0)));
  inputs.forEach(([c, y, x], i) => (order[c][y][x] = i));
  /** What each reading has added so far. @type {Map<Reading, {add: Adding, done: number, sums: Sums}>} */
  const known = new Map();
  /** @type {Sums|null} */ let whole = null;

  /** @param {Reading} reading @param {number} done @returns {Sums} */
  function gathered(reading, done) {
    const state = known.get(reading) ?? { add: reading.adding(opened, order), done: 0, sums: blank(maps, rows, columns) };
    known.set(reading, state);
    if (state.done === done) return state.sums;
    const byOutput = scene.walk === "output";
    const complete = !byOutput && done === inputs.length;
    const [first, last] = [Math.min(done, state.done), Math.max(done, state.done)];
    for (const output of byOutput ? outputs.slice(first, last) : reachedBy(first, last)) {
      const [d, y, x] = output;
      const sum = state.add(output, byOutput ? inputs.length : done);
      // The bias comes last: when nothing else is to come.
      const whole = (sum ?? 0) + (reading.result ? scene.bias[output[0]] : 0);
      state.sums[d][y][x] = byOutput ? (done === last ? whole : NaN) : complete ? whole : sum ?? NaN;
    }
    state.done = done;
    return state.sums;
  }

  /** The outputs whose sums some steps of a walk by input change. @param {number} first @param {number} last @returns {Cell[]} */
  function reachedBy(first, last) {
    if (last === inputs.length || last - first > FEW) return outputs;
    const reached = inputs.slice(first, last).flatMap((input) => opened.byInput(input).flatMap((row) => (row.output ? [row.output] : [])));
    return [...new Map(reached.map((output) => [key(output), output])).values()];
  }

  /** All stamps, zeros where none reaches, and the bias. @returns {Sums} */
  const ended = () => (whole ??= adding()(inputs.length).map((map, d) =>
    map.map((line) => line.map((sum) => (Number.isNaN(sum) ? 0 : sum) + scene.bias[d]))));

  /** @param {number} done @returns {Sums} */
  const stamped = (done) => (done === inputs.length ? ended() : byStamps(done));

  /** The largest number that a reading will come to. @param {Reading} reading */
  function most(reading) {
    if (reading.result && transposed) return largest(ended());
    const add = reading.adding(opened, order);
    return outputs.reduce((found, output) =>
      Math.max(found, Math.abs((add(output, inputs.length) ?? 0) + (reading.result ? scene.bias[output[0]] : 0))), 0);
  }
  /** @type {Map<Reading|"frame", number>} */ const mosts = new Map();

  /** Found once: a number keeps its shade while others arrive. @param {Reading|"frame"} what @param {() => number} find */
  function once(what, find) {
    const found = mosts.get(what) ?? find();
    mosts.set(what, found);
    return found;
  }

  return {
    /** The output at a step as a reading computes it; good until it is asked for another step. @param {Reading} reading @param {number} at @returns {Sums} */
    sums(reading, at) {
      const done = opened.done(at);
      return reading.running && transposed && scene.walk === "input" ? stamped(done) : gathered(reading, done);
    },
    /** The full output, cropped places included, after a number of stamps. @param {number} stamps */
    inFrame,
    most: (/** @type {Reading} */ reading) => once(reading, () => most(reading)),
    mostInFrame: () => once("frame", () => Math.max(largest(framing()(inputs.length)), largest(ended()))),
  };
}

/** @param {Sums} sums */
function largest(sums) {
  let found = 0;
  for (const map of sums) for (const line of map) for (const sum of line) if (Math.abs(sum) > found) found = Math.abs(sum);
  return found;
}

/** The terms of an output, added up row by row. @type {import("./readings/index.js").Reading["adding"]} */
export const fromRows = ({ scene, eachTerm }, order) => (output, first) => {
  /** @type {number|null} */ let sum = null;
  eachTerm(output, (c, y, x, a, b, ky, kx) => {
    if (order[c][y][x] < first) sum = (sum ?? 0) + scene.input[c][y][x] * scene.kernel[a][b][ky][kx];
  });
  return sum;
};

/**
 * The sums after a number of stamps; a step on costs one stamp.
 * @param {Opened} opened @param {(number|null)[][]} down where each cell's taps land @param {(number|null)[][]} across
 * @param {Sums} running nothing yet
 */
function runner({ scene, inputs }, down, across, running) {
  let reached = 0;
  /** @param {Cell} input */
  function stamp([c, cy, cx]) {
    const value = scene.input[c][cy][cx];
    for (const [coarse, fine, first, second] of scene.pairs) {
      if (coarse !== c) continue;
      scene.kernel[first][second].forEach((weights, ky) => {
        const fy = down[cy][ky];
        if (fy === null) return;
        const line = running[fine][fy];
        for (let kx = 0; kx < weights.length; kx++) {
          const fx = across[cx][kx];
          if (fx !== null) line[fx] = (Number.isNaN(line[fx]) ? 0 : line[fx]) + value * weights[kx];
        }
      });
    }
  }
  return (/** @type {number} */ stamps) => {
    if (stamps < reached) {
      reached = 0;
      for (const map of running) for (const line of map) line.fill(NaN);
    }
    for (; reached < stamps; reached++) stamp(inputs[reached]);
    return running;
  };
}

/** Whether results agree in every cell. @param {Sums[]} results */
export function agree(results) {
  const [first, ...others] = results;
  return others.every((other) => first.every((map, d) => map.every((line, y) => line.every((sum, x) => {
    const own = other[d][y][x];
    if (Number.isNaN(sum) || Number.isNaN(own)) return Number.isNaN(sum) && Number.isNaN(own);
    return Math.abs(sum - own) <= CLOSE * Math.max(1, Math.abs(sum));
  }))));
}
