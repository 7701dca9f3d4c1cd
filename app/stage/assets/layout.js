// @ts-check
/**
 * Which panel stands where, in pixels. A slot depends on the window, the readings and the
 * number of maps only, never on sizes: so nothing moves when a slider does, and cells scale
 * to their slot.
 *
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {{x: number, y: number, text: string}} Sign
 */

const GAP = 34;
export const NARROW = 640;
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

/** A plane of a kernel each, as many as there are channels. @param {Slot} whole @param {number} rows @param {number} columns */
export const planes = (whole, rows, columns) => (Math.max(rows, columns) > MANY ? close(whole, rows, columns) : lattice(whole, rows, columns));

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
 */
export function alone(width, height, third) {
  if (width < NARROW) return narrow(width, third);
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

/** @param {number} width @param {boolean} third */
function narrow(width, third) {
  const part = (width - GAP) / (third ? 3 : 2);
  const row = part * 0.75 + 30;
  return {
    input: slot(0, 0, part, row, 48),
    kernel: slot(part + GAP / 2, 0, part, row, 48),
    third: slot(2 * part + GAP, 0, part, row, 48),
    middle: slot(0, row + 12, width, width * 0.95),
    output: slot(0, row + 24 + width * 0.95, width, width * 0.95),
  };
}

/** The height that a narrow window's panels need. @param {number} width */
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
 * far x′ is off. In a narrow window two in a line.
 * @param {number} width @param {number} height
 */
export function returning(width, height) {
  const narrow = width < NARROW;
  const whole = slot(0, 0, width, narrow ? narrowHeight(width) : height, 56);
  const places = narrow ? lattice(whole, 3, 2).flat() : lattice(whole, 2, 3).flat();
  const [x, y, back, kernel, found, difference] = narrow ? [0, 1, 2, 4, 5, 3].map((i) => places[i]) : places;
  /** @type {Sign[]} */ const signs = (narrow ? [y] : [y, back]).map((place) => ({ x: place.x - 6, y: place.y + 8, text: "→" }));
  return { x, y, back, kernel, found, difference, signs };
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
