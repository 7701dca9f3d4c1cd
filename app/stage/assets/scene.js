// @ts-check
/**
 * Reads the scene that app/stage/scene.py sends: pairs the finished lists of the two axes
 * into rows, looks the numbers up, multiplies them, adds them in row order. No index and no
 * size is computed here.
 *
 * @typedef {number[]} Cell channel, row, column; a tap: the two indices of its plane, row, column
 * @typedef {{since: number[], until: (number|null)[], again: (number|null)[]}} Life
 * @typedef {{cells: number[], life: Life, names: number[], windows: number[][]}} Spread
 * @typedef {{lands: (number|null)[][], places: number[][], frame: (number|null)[], life: Life,
 *   taps: (number|null)[], turned: (number|null)[], spread: Spread|null}} Axis
 * @typedef {{name: string, steps: number, sentences: string[]}} Phase
 * @typedef {{title: string, who: string, says: string, wrong: number[][][]|null,
 *   differs: boolean[][][]|null}} Mistake
 * @typedef {{input: number[][], kernel: number[][], says: string}} Typed cells and taps
 * @typedef {{names: {input: number[][], kernel: number[][], output: number[][]},
 *   added: [string, number][], after: [string, number][]}} Value
 * @typedef {{rows: number[], columns: number[], taps: number[][], output: number[][], hue: number}} KernelPhase
 * @typedef {{there: number[][][], back: number[][][], difference: number[][][], found: number[][][]|null,
 *   rank: number|null, unknowns: number}} Trip
 * @typedef {{name: string, output: number[][][]}} Activated what follows the sum
 * @typedef {{forth: number, back: number, grows: number[][][]}} Duality
 * @typedef {{places: number[][][], windows: {places: number[], taps: number[][]}[]}} Unrolled
 * @typedef {{operation: string, readings: string[], offered: string[], lacking: string[][], slides: boolean,
 *   walk: string, walks: string[], input: number[][][],
 *   kernel: number[][][][], bias: number[], output: number[], pairs: number[][], y: Axis,
 *   x: Axis|null, phases: Phase[], turned: number|null,
 *   formulas: {words: string, numbers: string, zero: string, parts: string[][], result: number, alike: string}[],
 *   dimensions: number, weighs: string, activated: Activated|null, hues: number[],
 *   mistake: Mistake|null, typed: Typed|null, value: Value|null, apart: KernelPhase[]|null, trip: Trip|null, duality: Duality|null, unrolled: Unrolled|null}} Scene
 * @typedef {{input: Cell|null, tap: Cell, output: Cell|null, frame: Cell|null,
 *   spread: Cell|null, value: number, weight: number, product: number, hue: number}} Row
 * @typedef {{phase: string, cell: Cell|null, sentence: string}} Step
 */

/** @param {Cell|null} cell */
export const key = (cell) => (cell ? cell.join(",") : "");

/**
 * Under which numbers a network knows a cell or a tap; in the lab these are its own.
 * @param {Opened} opened @param {"input"|"kernel"|"output"} kind @param {Cell} cell
 */
export function called({ scene }, kind, cell) {
  const lists = scene.value?.names[kind];
  return lists ? cell.map((place, axis) => lists[axis][place]) : cell;
}

/** @param {number} count */
export const range = (count) => Array.from({ length: count }, (_, i) => i);

/** All cells of planes of equal size, in row order. @param {number} planes @param {number} rows @param {number} columns @returns {Cell[]} */
export const cellsOf = (planes, rows, columns) =>
  range(planes).flatMap((c) => range(rows).flatMap((y) => range(columns).map((x) => [c, y, x])));

/** For each place of a list of lists, who names it: [cell, tap] pairs. @param {(number|null)[][]} lists */
function named(lists) {
  /** @type {[number, number][][]} */ const by = [];
  lists.forEach((list, cell) => list.forEach((place, tap) => {
    if (place !== null) (by[place] ??= []).push([cell, tap]);
  }));
  return by;
}

/** @param {Life} life @param {number} place @param {number} at */
const gone = ({ until, again }, place, at) => {
  const [end, back] = [until[place], again[place]];
  return end !== null && end <= at && (back === null || at < back);
};

/** Whether a place of a grid is there at a step, a ghost, or not yet there.
 * @param {Life} y @param {Life} x @param {number} py @param {number} px @param {number} at */
export function lives(y, x, py, px, at) {
  if (Math.max(y.since[py], x.since[px]) > at) return "hidden";
  return gone(y, py, at) || gone(x, px, at) ? "ghost" : "there";
}

/**
 * The scene with its rows grouped on request, and its steps.
 * @param {Scene} scene
 */
export function open(scene) {
  const transposed = scene.operation === "transposed";
  const [y, x] = [scene.y, scene.x ?? scene.y];
  const taps = scene.kernel[0][0];
  const rest = [...scene.hues];
  const hues = taps.map((row) => rest.splice(0, row.length));
  const [reachedY, reachedX] = [named(y.lands), named(x.lands)];
  const [framedY, framedX] = [named(y.places), named(x.places)];
  const inputs = cellsOf(scene.input.length, scene.input[0].length, scene.input[0][0].length);
  const outputs = cellsOf(scene.output[0], scene.output[1], scene.output[2]);
  const entry = (/** @type {Cell} */ tap) => scene.kernel[tap[0]][tap[1]][tap[2]][tap[3]];
  /** @param {Cell|null} cell */
  const value = (cell) => (cell ? scene.input[cell[0]][cell[1]][cell[2]] : 0);

  /** One multiplication: one wiring, read from coarse to fine or from fine to coarse.
   * @param {number[]} pair @param {number} cy @param {number} cx @param {number} ky @param {number} kx @returns {Row} */
  function row(pair, cy, cx, ky, kx) {
    const [coarseChannel, fineChannel, first, second] = pair;
    const [fy, fx] = [y.lands[cy][ky], x.lands[cx][kx]];
    const coarse = [coarseChannel, cy, cx];
    const fine = fy === null || fx === null ? null : [fineChannel, fy, fx];
    const [input, output] = transposed ? [coarse, fine] : [fine, coarse];
    const tap = [first, second, ky, kx];
    const [number, weight] = [value(input), entry(tap)];
    return {
      input, output, tap, frame: [fineChannel, y.places[cy][ky], x.places[cx][kx]], spread: null,
      value: number, weight, product: number * weight, hue: hues[ky][kx],
    };
  }

  /** @param {Cell} cell @returns {Row[]} */
  const fromCoarse = ([channel, cy, cx]) => scene.pairs.filter((pair) => pair[0] === channel).flatMap((pair) =>
    taps.flatMap((line, ky) => line.map((_, kx) => row(pair, cy, cx, ky, kx))));

  /** @param {[number, number][][]} byY @param {[number, number][][]} byX @returns {(cell: Cell) => Row[]} */
  const fromFine = (byY, byX) => ([channel, fy, fx]) => scene.pairs.filter((pair) => pair[1] === channel).flatMap((pair) =>
    (byY[fy] ?? []).flatMap(([cy, ky]) => (byX[fx] ?? []).map(([cx, kx]) => row(pair, cy, cx, ky, kx))));

  /** @param {Cell} tap @returns {Row[]} */
  const byTap = ([first, second, ky, kx]) => scene.pairs.filter((pair) => pair[2] === first && pair[3] === second)
    .flatMap((pair) => y.lands.flatMap((_, cy) => x.lands.map((__, cx) => row(pair, cy, cx, ky, kx))));

  const toFine = fromFine(reachedY, reachedX);
  const [byInput, byOutput] = transposed ? [fromCoarse, toFine] : [toFine, fromCoarse];

  /**
   * What the turned kernel reads for one output cell: one entry per tap. Where it meets an
   * inserted zero or a ring there is no row of the table, and `input` is null.
   * @param {Cell} output @returns {Row[]}
   */
  function windowOf(output) {
    const [sy, sx] = [y.spread, x.spread];
    if (!sy || !sx) return byOutput(output);
    const [d, oy, ox] = output;
    return scene.pairs.filter((pair) => pair[1] === d).flatMap((pair) =>
      sy.windows[oy].flatMap((py, ky) => sx.windows[ox].map((px, kx) => met(pair, output, py, px, ky, kx))));
  }

  /** A tap of the turned kernel over a place of the spread grid.
   * @param {number[]} pair @param {Cell} output @param {number} py @param {number} px @param {number} ky @param {number} kx @returns {Row} */
  function met([c, d, first, second], output, py, px, ky, kx) {
    const [cy, cx] = [y.spread?.cells[py] ?? -1, x.spread?.cells[px] ?? -1];
    const input = cy < 0 || cx < 0 ? null : [c, cy, cx];
    const tap = [first, second, ky, kx];
    const [number, weight] = [value(input), entry(tap)];
    return {
      input, output, tap, frame: [d, y.frame.indexOf(output[1]), x.frame.indexOf(output[2])], spread: [c, py, px],
      value: number, weight, product: number * weight, hue: hues[ky][kx],
    };
  }

  const [readY, readX] = [readers(y.spread), readers(x.spread)];
  /** Who reads a place of the spread grid. @param {Cell} place @returns {Row[]} */
  const bySpread = ([c, py, px]) => scene.pairs.filter((pair) => pair[0] === c).flatMap((pair) =>
    (readY[py] ?? []).flatMap(([oy, ky]) => (readX[px] ?? []).map(([ox, kx]) => met(pair, [pair[1], oy, ox], py, px, ky, kx))));

  /**
   * The rows of an output as numbers, for sums of many: those that meet an input.
   * @param {Cell} output
   * @param {(c: number, y: number, x: number, first: number, second: number, ky: number, kx: number) => void} visit
   */
  function eachTerm([channel, oy, ox], visit) {
    for (const [coarse, fine, first, second] of scene.pairs) {
      if ((transposed ? fine : coarse) !== channel) continue;
      if (transposed) {
        for (const [cy, ky] of reachedY[oy] ?? []) for (const [cx, kx] of reachedX[ox] ?? []) visit(coarse, cy, cx, first, second, ky, kx);
        continue;
      }
      for (let ky = 0; ky < taps.length; ky++) {
        const iy = y.lands[oy][ky];
        if (iy === null) continue;
        for (let kx = 0; kx < taps[0].length; kx++) {
          const ix = x.lands[ox][kx];
          if (ix !== null) visit(fine, iy, ix, first, second, ky, kx);
        }
      }
    }
  }

  const rows = () => cellsOf(1 + Math.max(...scene.pairs.map((pair) => pair[0])), y.lands.length, x.lands.length).flatMap(fromCoarse);
  const steps = scene.phases.flatMap((phase) => stepsIn(phase, inputs, outputs));
  const walked = steps.filter((step) => step.cell);
  const begin = steps.findIndex((step) => step.cell);
  const turns = changes([y.life, x.life, y.spread?.life, x.spread?.life]);
  const typed = { input: new Set(scene.typed?.input.map(key)), kernel: new Set(scene.typed?.kernel.map(key)) };

  /** When the walk comes to each output. @type {Map<string, number>|null} */ let order = null;
  const orderOf = (/** @type {Cell} */ cell) => (order ??= new Map(outputs.map((output, i) => [key(output), i]))).get(key(cell)) ?? 0;
  /** How many cells have been walked at a step; all of them where there are no steps. @param {number} at */
  const done = (at) => (walked.length ? Math.max(0, Math.min(walked.length, at - begin + 1)) : (scene.walk === "output" ? outputs : inputs).length);

  return {
    scene, transposed, y, x, hues, inputs, outputs, steps, rows, byInput, byOutput, byTap, bySpread, windowOf, eachTerm, walked, typed,
    byFrame: fromFine(framedY, framedX),
    done,
    /** Whether all of an output's products have been added; by input that is so of all of them at once. @param {Cell} output @param {number} at */
    finished: (output, at) => (scene.walk === "output" ? orderOf(output) < done(at) : done(at) === inputs.length),
    /** How often places have come or gone by a step: between two changes all of them stay. @param {number} at */
    turns: (at) => turns.filter((step) => step <= at).length,
    single: scene.input.length === 1 && scene.output[0] === 1,
  };
}

/** The steps at which places come or go. @param {(Life|undefined)[]} lives @returns {number[]} */
function changes(lives) {
  const steps = lives.flatMap((life) => (life ? [...life.since, ...life.until, ...life.again] : []));
  return [...new Set(steps)].filter((step) => step !== null).map(Number);
}

/** For each place of a spread axis, the outputs and taps that read it. @param {Spread|null} spread */
function readers(spread) {
  return spread ? named(spread.windows) : [];
}

/** @param {Phase} phase @param {Cell[]} inputs @param {Cell[]} outputs @returns {Step[]} */
function stepsIn({ name, sentences }, inputs, outputs) {
  if (name === "stamp" || name === "slide") {
    return (name === "stamp" ? inputs : outputs).map((cell) => ({ phase: name, cell, sentence: "" }));
  }
  return sentences.map((sentence) => ({ phase: name, cell: null, sentence }));
}

/** @typedef {ReturnType<typeof open>} Opened */

/** @param {Row[]} rows */
export const total = (rows) => rows.reduce((sum, row) => sum + row.product, 0);
