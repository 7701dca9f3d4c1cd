// @ts-check
/**
 * What has been added up at a step, in three ways that must agree: stamp by stamp, window by
 * window, and as a matrix times a column. Each goes through the rows in its own grouping.
 *
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./scene.js").Cell} Cell
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
  /** @type {ReturnType<typeof entriesOf>|undefined} */ let wired;
  /** When the walk comes to each input cell, by channel, row and column. @type {number[][][]} */
  const order = scene.input.map((plane) => plane.map((line) => line.map(() => 0)));
  inputs.forEach(([c, y, x], i) => (order[c][y][x] = i));
  /** @type {{[reading: string]: (output: Cell, first: number) => number|null}} */
  const gather = { terms: fromRows, stamp: fromRows, slide: fromWindows, matrix: fromMatrix };

  /** The terms of an output whose inputs are among the first of the walk; null: there is none.
   * @param {Cell} output @param {number} first */
  function fromRows(output, first) {
    let sum = null;
    for (const { input, product } of opened.byOutput(output)) {
      if (input && order[input[0]][input[1]][input[2]] < first) sum = (sum ?? 0) + product;
    }
    return sum;
  }

  /** The same from what lies under the turned kernel, zeros included. @param {Cell} output @param {number} first */
  function fromWindows([d, oy, ox], first) {
    const [sy, sx] = [opened.y.spread, opened.x.spread];
    if (!sy || !sx) return fromRows([d, oy, ox], first);
    let sum = null;
    for (const [c, fine, a, b] of scene.pairs) {
      if (fine !== d) continue;
      for (const [ky, py] of sy.windows[oy].entries()) {
        const cy = sy.cells[py];
        for (const [kx, px] of sx.windows[ox].entries()) {
          const cx = sx.cells[px];
          if (cy < 0 || cx < 0) sum = sum === null ? sum : sum + 0 * scene.kernel[a][b][ky][kx];
          else if (order[c][cy][cx] < first) sum = (sum ?? 0) + scene.input[c][cy][cx] * scene.kernel[a][b][ky][kx];
        }
      }
    }
    return sum;
  }

  /** The same as a row of the matrix times the column of the inputs. @param {Cell} output @param {number} first */
  function fromMatrix(output, first) {
    wired ??= entriesOf(opened);
    let sum = null;
    for (const { input: [c, y, x], weight } of wired.byOutput.get(key(output)) ?? []) {
      if (order[c][y][x] < first) sum = (sum ?? 0) + scene.input[c][y][x] * weight;
    }
    return sum;
  }

  /** @param {string} reading @param {number} at @returns {Sums} */
  function gathered(reading, at) {
    const done = opened.done(at);
    const byOutput = scene.walk === "output";
    const complete = !byOutput && done === inputs.length;
    /** @type {Sums} */ const sums = new Map();
    for (const output of byOutput ? outputs.slice(0, done) : outputs) {
      const sum = gather[reading](output, byOutput ? inputs.length : done);
      // The bias comes last: when nothing else is to come.
      if (byOutput || complete) sums.set(key(output), (sum ?? 0) + scene.bias[output[0]]);
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

  /** What was asked for last, per reading: hovering asks again and again. @type {{[reading: string]: {at: number, sums: Sums}}} */
  const last = {};

  return {
    /** The output at a step as a reading computes it. @param {string} reading @param {number} at */
    sums(reading, at) {
      if (last[reading]?.at !== at) {
        const adding = reading === "stamp" && transposed && scene.walk === "input" ? stamped(at) : gathered(reading, at);
        last[reading] = { at, sums: adding };
      }
      return last[reading].sums;
    },
    /** The full output, cropped places included, after a number of stamps. @param {number} stamps */
    inFrame,
    /** Every entry of the matrix that is not wired to nothing, by "output|input". */
    entries: () => (wired ??= entriesOf(opened)).all,
  };
}

/** @param {Opened} opened */
function entriesOf(opened) {
  /** @type {Map<string, {output: Cell, input: Cell, weight: number, rows: import("./scene.js").Row[]}>} */
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
