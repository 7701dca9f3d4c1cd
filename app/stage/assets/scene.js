// @ts-check
/**
 * Reads the scene that app/stage/scene.py sends: pairs the finished lists of the two axes
 * into rows, looks the numbers up, multiplies them, adds them in row order. No index and no
 * size is computed here.
 *
 * @typedef {[number, number]} Cell row and column
 * @typedef {{cells: number[], state: string, windows: number[][]}} Spread
 * @typedef {{lands: (number|null)[][], places: number[][], frame: (number|null)[],
 *   taps: (number|null)[], turned: (number|null)[], spread: Spread|null}} Axis
 * @typedef {{name: string, steps: number, sentence: string}} Phase
 * @typedef {{operation: string, reading: string, input: number[][], kernel: number[][],
 *   result: number[][], y: Axis, x: Axis, phases: Phase[],
 *   formulas: {words: string, numbers: string, result: number}[], hues: number[]}} Scene
 * @typedef {{input: Cell|null, tap: Cell, output: Cell|null, frame: Cell, spread: Cell|null,
 *   value: number, weight: number, product: number, hue: number}} Row
 * @typedef {{phase: string, cell: Cell|null, sentence: string}} Step
 */

/** @param {Cell|null} cell */
export const key = (cell) => (cell ? `${cell[0]},${cell[1]}` : "");

/** @param {number|null} y @param {number|null} x @returns {Cell|null} */
const both = (y, x) => (y === null || x === null ? null : [y, x]);

/** @param {{[name: string]: Row[]}} groups @param {string} name @param {Row} row */
function into(groups, name, row) {
  (groups[name] ??= []).push(row);
}

/** Every multiplication, in row order. @param {Scene} scene @returns {Row[]} */
export function rowsOf(scene) {
  const transposed = scene.operation === "transposed";
  const [taps, hues] = [scene.kernel, hueGrid(scene)];
  /** @type {Row[]} */
  const rows = [];
  scene.y.lands.forEach((landsY, cy) =>
    scene.x.lands.forEach((landsX, cx) =>
      landsY.forEach((fy, ky) =>
        landsX.forEach((fx, kx) => {
          // One wiring, read from coarse to fine or from fine to coarse.
          const [coarse, fine] = [both(cy, cx), both(fy, fx)];
          const [input, output] = transposed ? [coarse, fine] : [fine, coarse];
          const value = input ? scene.input[input[0]][input[1]] : 0;
          const weight = taps[ky][kx];
          rows.push({
            input, output, value, weight,
            tap: [ky, kx],
            frame: [scene.y.places[cy][ky], scene.x.places[cx][kx]],
            spread: null,
            product: value * weight,
            hue: hues[ky][kx],
          });
        }),
      ),
    ),
  );
  return rows;
}

/** The hues in the kernel's shape. @param {Scene} scene @returns {number[][]} */
export function hueGrid(scene) {
  const hues = [...scene.hues];
  return scene.kernel.map((row) => hues.splice(0, row.length));
}

/**
 * What the turned kernel reads for one output cell: one entry per tap. Where it meets an
 * inserted zero or a ring there is no row of the table, and `input` is null.
 * @param {Scene} scene @param {Cell} output @returns {Row[]}
 */
export function windowOf(scene, output) {
  const [y, x] = [scene.y.spread, scene.x.spread];
  if (!y || !x) return [];
  const hues = hueGrid(scene);
  return y.windows[output[0]].flatMap((py, ky) =>
    x.windows[output[1]].map((px, kx) => {
      const [cy, cx] = [y.cells[py], x.cells[px]];
      const input = cy < 0 || cx < 0 ? null : /** @type {Cell} */ ([cy, cx]);
      const value = input ? scene.input[cy][cx] : 0;
      const weight = scene.kernel[ky][kx];
      return {
        input, output, value, weight,
        tap: /** @type {Cell} */ ([ky, kx]),
        frame: output, spread: /** @type {Cell} */ ([py, px]),
        product: value * weight, hue: hues[ky][kx],
      };
    }),
  );
}

/** @param {number[][]} grid @returns {Cell[]} */
const cellsOf = (grid) => grid.flatMap((row, y) => row.map((_, x) => /** @type {Cell} */ ([y, x])));

/**
 * The scene with its rows grouped, its steps, and the sums after each stamp.
 * @param {Scene} scene
 */
export function open(scene) {
  const rows = rowsOf(scene);
  /** @type {{[name: string]: Row[]}} */ const byInput = {};
  /** @type {{[name: string]: Row[]}} */ const byTap = {};
  /** @type {{[name: string]: Row[]}} */ const byOutput = {};
  /** @type {{[name: string]: Row[]}} */ const byFrame = {};
  for (const row of rows) {
    if (row.input) into(byInput, key(row.input), row);
    into(byTap, key(row.tap), row);
    if (row.output) into(byOutput, key(row.output), row);
    into(byFrame, key(row.frame), row);
  }
  return { scene, rows, byInput, byTap, byOutput, byFrame, steps: stepsOf(scene), sums: sumsOf(scene, byInput) };
}

/** @param {Scene} scene @returns {Step[]} */
function stepsOf(scene) {
  return scene.phases.flatMap((phase) => stepsIn(phase, scene));
}

/** @param {Phase} phase @param {Scene} scene @returns {Step[]} */
function stepsIn(phase, scene) {
  if (phase.name === "stamp" || phase.name === "slide") {
    const cells = cellsOf(phase.name === "stamp" ? scene.input : scene.result);
    return cells.map((cell) => ({ phase: phase.name, cell, sentence: "" }));
  }
  return [{ phase: phase.name, cell: null, sentence: phase.sentence }];
}

/**
 * For a stamp reading: after each stamp, what has been added to each place of the frame.
 * @param {Scene} scene @param {{[name: string]: Row[]}} byInput
 * @returns {Map<string, number>[]}
 */
function sumsOf(scene, byInput) {
  if (scene.reading !== "stamp") return [];
  let running = new Map();
  return cellsOf(scene.input).map((cell) => {
    running = new Map(running);
    for (const row of byInput[key(cell)]) {
      running.set(key(row.frame), (running.get(key(row.frame)) ?? 0) + row.product);
    }
    return running;
  });
}

/** @typedef {ReturnType<typeof open>} Opened */

/** @param {Row[]} rows */
export const total = (rows) => rows.reduce((sum, row) => sum + row.product, 0);
