// @ts-check
/**
 * Which panel stands where, in pixels. A slot depends on the window and the reading only,
 * never on the setting: so nothing moves when a control does, and cells scale to their slot.
 *
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {{x: number, y: number, text: string}} Sign
 * @typedef {"each"|"one"|"row"} Planes
 */

const GAP = 34;
const NARROW = 640;

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {number} [largest] @returns {Slot} */
const slot = (x, y, width, height, largest = 84) => ({ x, y, width, height, largest });

/**
 * @param {number} width @param {number} height @param {boolean} sliding
 * @returns {{[id: string]: Slot}}
 */
export function slots(width, height, sliding) {
  if (width < NARROW) return narrowSlots(width, sliding);
  const side = width * 0.21;
  const right = width * (sliding ? 0.32 : 0.35);
  const middle = width - side - right - 2 * GAP;
  const third = (height - GAP) / (sliding ? 3 : 2);
  const left = {
    input: slot(0, 0, side, third, 64),
    kernel: slot(0, third + GAP / 2, side, third, 64),
    ...(sliding ? { products: slot(0, 2 * third + GAP, side, third, 64) } : {}),
  };
  return {
    ...left,
    middle: slot(side + GAP, 0, middle, height),
    output: slot(side + middle + 2 * GAP, 0, right, height),
  };
}

/** @param {number} width @param {boolean} sliding @returns {{[id: string]: Slot}} */
function narrowSlots(width, sliding) {
  const part = (width - GAP) / (sliding ? 3 : 2);
  const row = part * 0.75 + 30;
  return {
    input: slot(0, 0, part, row, 48),
    kernel: slot(part + GAP / 2, 0, part, row, 48),
    products: slot(2 * part + GAP, 0, part, row, 48),
    middle: slot(0, row + 12, width, width * 0.95),
    output: slot(0, row + 24 + width * 0.95, width, width * 0.95),
  };
}

/** The arrow from what is added up to the output. @param {{[id: string]: Slot}} places @returns {Sign} */
export function leadsTo({ middle, output }) {
  if (output.y > middle.y) return { x: middle.x + 6, y: output.y - 8, text: "↓" };
  return { x: output.x - GAP / 2 + 4, y: middle.y + middle.height * 0.4, text: "→" };
}

/** The height that a narrow window's panels need. @param {number} width */
export const narrowHeight = (width) => (width < NARROW ? width * 2.3 + 60 : 0);

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
