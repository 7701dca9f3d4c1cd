// @ts-check
/**
 * The readings: ways to show the same rows, one record and one file each. Nobody else asks for a
 * reading's name. What Python has to know of them (labels, operations, walks, sizes) is in
 * core/readings.py.
 *
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 * @typedef {{
 *   result: {long: string, short: string}|null,
 *   running?: boolean,
 *   alone: (view: View, rows: Row[], size: {width: number, height: number}, arrangement: string) => import("../groups.js").Composed,
 *   abreast?: (view: View, rows: Row[], slot: import("../grids.js").Slot) => import("../groups.js").Placed[],
 *   adding: (opened: import("../scene.js").Opened, order: import("../sums.js").Order) => import("../sums.js").Adding,
 *   within?: string,
 *   plays?: string,
 *   tells?: (view: View, output: import("../scene.js").Cell) => string,
 *   says?: (view: View) => string,
 *   adds?: (view: View) => string,
 * }} Reading
 *   result: what its output is called beside others, and where there is little room; null: it
 *     computes no output
 *   running: its sums grow stamp by stamp, so that a step on costs one stamp
 *   alone: all its panels, the only reading on the board; stamps can be arranged
 *   abreast: its picture beside others, above the output that it computes; without, it has the
 *     board to itself
 *   adding: how it adds up an output cell
 *   within: the reading that it belongs to: its button stands there while that one is shown
 *   plays: what is seen where it is played alone; without, that its cells follow each other
 *   tells: what it says of an output cell where it is the only reading; without, its sum is said
 *   says: its own sentence for what is pointed at; "" where the usual one is said
 *   adds: a line below the sentence, as HTML
 */
export { terms } from "./terms.js";
export { stamp } from "./stamp.js";
export { slide } from "./slide.js";
export { matrix } from "./matrix.js";
export { count } from "./count.js";
export { phases } from "./phases.js";
export { trip } from "./trip.js";
export { unroll } from "./unroll.js";
