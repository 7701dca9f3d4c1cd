// @ts-check
/**
 * Which panel stands where, in pixels. A slot depends on the window, the readings and the
 * number of maps only, never on sizes: so nothing moves when a slider does, and cells scale
 * to their slot.
 *
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {{x: number, y: number, text: string}} Sign
 */

import { upright } from "./upright.js";

const GAP = 34;
/** Boards that are narrower have room for short titles, and on a page with more above and below them are as high as they need. */
export const NARROW = 640;
/** Boards that are narrower stand upright, in the height that they are given. */
export const SLIM = 500;
/** Between the maps of one slot. */
const BETWEEN = 14;

/** More maps than this are painted close to each other, under one title. */
const MANY = 4;
const CLOSE = 3;
const TITLE = 22;

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [largest] @returns {Slot} */
const slot = (x, y, width, height, largest = 84) => ({ x, y, width, height, largest });

/** Equal parts of a slot, below or beside each other. @param {Slot} whole @param {number} count @param {boolean} [beside] @returns {Slot[]} */
export function parts(whole, count, beside = false) {
  const gap = count > 1 ? BETWEEN : 0;
  const [across, down] = beside ? [count, 1] : [1, count];
  const width = (whole.width - gap * (across - 1)) / across;
  const height = (whole.height - gap * (down - 1)) / down;
  return Array.from({ length: count }, (_, i) =>
    slot(whole.x + (beside ? i * (width + gap) : 0), whole.y + (beside ? 0 : i * (height + gap)), width, height, whole.largest));
}

/** Slots for some maps: up to two in a line, three and four two by two, more of them close. @param {Slot} whole @param {number} count @param {boolean} [beside] @returns {Slot[]} */
export function maps(whole, count, beside = false) {
  if (count <= 2) return parts(whole, count, beside);
  if (count <= MANY) return lattice(whole, 2, 2).flat().slice(0, count);
  const long = Math.ceil(count / 2);
  const [rows, columns] = whole.height > whole.width ? [long, 2] : [2, long];
  return close(whole, rows, columns).flat().slice(0, count);
}

/** Parts in rows and columns. @param {Slot} whole @param {number} rows @param {number} columns */
export const lattice = (whole, rows, columns) => parts(whole, rows).map((line) => parts(line, columns, true));

/** Whether a kernel's planes are so many that they stand close. @param {number} rows @param {number} columns */
export const crowded = (rows, columns) => Math.max(rows, columns) > MANY;

/** A plane of a kernel each, as many as there are channels. @param {Slot} whole @param {number} rows @param {number} columns */
export const planes = (whole, rows, columns) => (crowded(rows, columns) ? close(whole, rows, columns) : lattice(whole, rows, columns));

/** Parts without titles and numbered lines of their own. @param {Slot} whole @param {number} rows @param {number} columns @returns {Slot[][]} */
function close(whole, rows, columns) {
  const [width, height] = [(whole.width + CLOSE) / columns, (whole.height - TITLE + CLOSE) / rows];
  return Array.from({ length: rows }, (_, y) => Array.from({ length: columns }, (__, x) => ({
    ...slot(whole.x + x * width, whole.y + TITLE + y * height, width - CLOSE, height - CLOSE, whole.largest),
    bare: true, first: x === 0 && y === 0,
  })));
}

/**
 * One reading: input, kernel and one more thing at the left, the picture, the output.
 * @param {number} width @param {number} height @param {boolean} third whether there is one more thing
 * @param {import("./upright.js").Line[]} [lines] of a board that stands upright, where one can be that slim
 */
export function alone(width, height, third, lines = []) {
  if (width < SLIM) return upright(width, height, lines);
  const side = width * 0.21;
  const right = width * (third ? 0.32 : 0.35);
  const middle = width - side - right - 2 * GAP;
  const part = (height - GAP) / (third ? 3 : 2);
  return {
    input: slot(0, 0, side, part, 64),
    kernel: slot(0, part + GAP / 2, side, part, 64),
    third: slot(0, 2 * part + GAP, side, part, 64),
    middle: slot(side + GAP, 0, middle, height),
    output: slot(side + middle + 2 * GAP, 0, right, height),
  };
}

/** The height that a narrow board's panels need. @param {number} width */
export const narrowHeight = (width) => (width < NARROW ? width * 2.3 + 60 : 0);

/** The arrow from what is added up to the output. @param {{middle: Slot, output: Slot}} places @returns {Sign} */
export function leadsTo({ middle, output }) {
  if (output.y > middle.y) return { x: middle.x + 6, y: output.y - 8, text: "↓" };
  return { x: output.x - GAP / 2 + 4, y: middle.y + middle.height * 0.4, text: "→" };
}

/**
 * Several readings: a column each, its picture above, its result below, so that the results
 * stand in one line.
 * @param {number} width @param {number} height @param {number} count
 */
export function abreast(width, height, count) {
  const side = Math.min(150, width * 0.16);
  const gap = 30;
  const column = (width - side - gap * count) / count;
  const below = Math.min(height * 0.38, column + 37);
  const above = height - below - 12;
  const columns = Array.from({ length: count }, (_, i) => side + gap + i * (column + gap));
  return {
    input: slot(0, 0, side, (height - 16) / 2, 56),
    kernel: slot(0, (height - 16) / 2 + 16, side, (height - 16) / 2, 56),
    pictures: columns.map((x) => slot(x, 0, column, above, 56)),
    results: columns.map((x) => slot(x, above + 12, column, below, 44)),
    /** Where the mark between two results stands. */
    marks: columns.slice(1).map((x) => ({ x: x - 8, y: above + 12 + 37 + (below - 37) / 2, text: "" })),
  };
}

/**
 * There and back: x, y and what came back above; below them the kernel, what solving finds and how
 * far x′ is off. On a slim board two in a line.
 * @param {number} width @param {number} height
 */
export function returning(width, height) {
  const slim = width < SLIM;
  const whole = slot(0, 0, width, height, 56);
  const places = slim ? lattice(whole, 3, 2).flat() : lattice(whole, 2, 3).flat();
  const [x, y, back, kernel, found, difference] = slim ? [0, 1, 2, 4, 5, 3].map((i) => places[i]) : places;
  /** @type {Sign[]} */ const signs = (slim ? [y] : [y, back]).map((place) => ({ x: place.x - 6, y: place.y + 8, text: "→" }));
  return { x, y, back, kernel, found, difference, signs };
}

/**
 * How a matrix is made: the grid and the kernel, the matrix with room for it to tip over, the column
 * beside it; and beside the matrix that has tipped what it is multiplied with, and what comes of it.
 * All cells have one size, so that they can move from one to the other. In a narrow window grid and
 * kernel stand above.
 * @param {number} width @param {number} height @param {{maps: number, rows: number, columns: number}} grid
 * @param {number} short rows of the matrix @param {number} long its columns
 */
export function unrolling(width, height, { maps: count, rows, columns }, short, long) {
  const [title, label, kernel, sign] = [37, 15, 130, 30];
  const above = width < NARROW;
  const plane = (/** @type {number} */ size) => Math.max(rows * size + title + 4, 94);
  const left = (/** @type {number} */ size) => (above ? 0 : Math.max(columns * size + label, 170) + GAP);
  const top = (/** @type {number} */ size) => (above ? Math.max(count * plane(size), kernel) + 12 : 0);
  const room = (/** @type {number} */ size) => Math.max((long + 1) * size + 2 * label, (short + 2) * size + label + 2 * sign);
  const fits = (/** @type {number} */ size) => left(size) + room(size) <= width
    && top(size) + title + Math.max(short, long) * size <= height
    && (above ? columns * size + label + GAP + 90 <= width : count * plane(size) + kernel <= height);
  let size = 46;
  while (size > 1 && !fits(size)) size -= size > 6 ? 1 : 0.25;
  const [x, y] = [left(size), top(size)];
  const one = (/** @type {number} */ across) => slot(across, y, label + size + 1, height - y, size);
  const vector = one(x + short * size + sign);
  const beside = columns * size + label + GAP;
  return {
    size, vector, column: one(x + label + long * size), result: one(vector.x + size + sign),
    grids: Array.from({ length: count }, (_, c) => slot(0, c * plane(size), columns * size + label + 1, plane(size), size)),
    kernel: above ? slot(beside, 0, width - beside, y - 12, 40) : slot(0, count * plane(size) + 6, x - GAP, height - count * plane(size) - 6, 40),
    matrix: slot(x, y, label + Math.max(short, long) * size + 1, height - y + 1, size),
  };
}

/** Two slots below each other as one. @param {Slot} above @param {Slot} below @returns {Slot} */
export const union = (above, below) => ({ ...above, height: below.y + below.height - above.y });

/** A matrix with its two columns, x and y. @param {Slot} whole @param {number} rows @param {number} columns */
export function product(whole, rows, columns) {
  const gap = 30;
  const cell = Math.min((whole.width - 2 * gap - 15) / (columns + 2), (whole.height - 37) / rows, whole.largest);
  const wide = columns * cell + 16;
  const narrowColumn = Math.max(cell + 16, 40);
  const size = Math.max(1, cell);
  return {
    matrix: slot(whole.x, whole.y, wide, whole.height, size),
    x: slot(whole.x + wide + gap - 15, whole.y, narrowColumn, whole.height, Math.min(size, 56)),
    y: slot(whole.x + wide + 2 * gap + cell - 15, whole.y, narrowColumn, whole.height, Math.min(size, 56)),
  };
}

/**
 * Slots for the stamps, laid out like the input, inside the middle slot.
 * @param {Slot} middle @param {number} rows @param {number} columns
 * @returns {{slots: Slot[], signs: Sign[]}}
 */
export function planeSlots(middle, rows, columns) {
  const gap = 22;
  const width = (middle.width - gap * (columns - 1)) / columns;
  const height = (middle.height - gap * (rows - 1)) / rows;
  /** @type {Slot[]} */ const places = [];
  /** @type {Sign[]} */ const signs = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const [left, top] = [middle.x + x * (width + gap), middle.y + y * (height + gap)];
      places.push(slot(left, top, width, height, 56));
      if (x || y) signs.push({ x: left - 6, y: top + height / 2, text: "+" });
    }
  }
  return { slots: places, signs };
}

/**
 * Everything in one line, as the text writes it: input and kernel above, below them
 * stamp + stamp + ... = output.
 * @param {number} width @param {number} height @param {number} stamps
 */
export function rowSlots(width, height, stamps) {
  const gap = 30;
  const each = (width - gap * stamps) / (stamps + 1);
  const upper = height * 0.4;
  const top = upper + GAP / 2;
  const lower = height - top;
  const places = Array.from({ length: stamps + 1 }, (_, i) => slot(i * (each + gap), top, each, lower, 48));
  const signs = places.slice(1).map((place, i) => ({
    x: place.x - 8, y: top + Math.min(lower, each) / 2 + 18, text: i === stamps - 1 ? "=" : "+",
  }));
  return {
    input: slot(0, 0, each * 1.2, upper, 56),
    kernel: slot((each + gap) * 1.4, 0, each * 1.2, upper, 56),
    stamps: places.slice(0, stamps),
    output: places[stamps],
    signs,
  };
}
