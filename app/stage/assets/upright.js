// @ts-check
/**
 * The board of a phone: what goes in and what is in hand stand in one line, below them what comes
 * out. Here slots follow the sizes, as nowhere else: there is no room to spare, and all lines share
 * it so that their cells are equally large.
 *
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {{rows: number, columns: number, down: number, across: number}} Need cells of all maps of a
 *   group together, and how many maps stand below and beside each other
 * @typedef {{input?: Need, kernel?: Need, third?: Need, middle?: Need, output?: Need}} Line what stands beside each other
 */

/** Between lines, and between maps of one slot. */
const [GAP, BETWEEN] = [18, 14];
/** What stands between the groups of a line, at the least and at the most. */
const [CLOSE, WIDE] = [14, 56];
/** Title and column numbers above a grid, row numbers beside it. */
const [HEAD, SIDE] = [37, 15];
/** Larger cells say nothing more; in a line of several they leave room for what is below. */
const [LARGEST, LARGEST_BESIDE] = [64, 52];

/** The need of some maps as they are laid out: up to two below each other, three and four two by two.
 * @param {number} count @param {number} rows @param {number} columns @returns {Need} */
export function need(count, rows, columns) {
  const [down, across] = count > 2 ? [2, 2] : [count, 1];
  return { rows: rows * down, columns: columns * across, down, across };
}

/** @param {Need} one @param {number} size */
const wide = ({ columns, across }, size) => columns * size + across * SIDE + (across - 1) * BETWEEN;

/** @param {Need} one @param {number} size */
const high = ({ rows, down }, size) => rows * size + down * HEAD + (down - 1) * BETWEEN;

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);

/**
 * A slot for each group, line by line; nothing stands where a group has none.
 * @param {number} width @param {number} height @param {Line[]} lines
 * @returns {{input: Slot, kernel: Slot, third: Slot, middle: Slot, output: Slot}}
 */
export function upright(width, height, lines) {
  const named = lines.map((line) => /** @type {[string, Need][]} */ (Object.entries(line)));
  const groups = named.map((line) => line.map(([, one]) => one));
  /** How large cells can be for the width's sake. */
  const fits = groups.map((line) => {
    const beside = sum(line.map((one) => wide(one, 0))) + CLOSE * (line.length - 1);
    return Math.min(line.length > 1 ? LARGEST_BESIDE : LARGEST, (width - beside) / sum(line.map(({ columns }) => columns)));
  });
  const tall = (/** @type {number} */ size) => GAP * (lines.length - 1)
    + sum(groups.map((line, i) => Math.max(...line.map((one) => high(one, Math.min(size, fits[i]))))));
  let size = LARGEST;
  while (size > 1 && tall(size) > height) size -= 1;

  const none = { x: 0, y: 0, width: 0, height: 0, largest: 0 };
  const places = { input: none, kernel: none, third: none, middle: none, output: none };
  let y = 0;
  named.forEach((line, i) => {
    const cell = Math.max(1, Math.min(size, fits[i]));
    const widths = groups[i].map((one) => wide(one, cell));
    const spare = width - sum(widths);
    const gap = groups[i].length > 1 ? Math.min(WIDE, spare / (groups[i].length - 1)) : 0;
    let x = (spare - gap * (groups[i].length - 1)) / 2;
    line.forEach(([place, one], j) => {
      Object.assign(places, { [place]: { x, y, width: widths[j], height: high(one, cell), largest: cell } });
      x += widths[j] + gap;
    });
    y += Math.max(...groups[i].map((one) => high(one, cell))) + GAP;
  });
  return places;
}
