// @ts-check
/**
 * The cells by keyboard: while the picture has the focus, arrows go from cell to cell, and a
 * letter chooses the grid. What the pointer does by hovering, this does by pinning.
 *
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {import("./scene.js").Opened} Opened
 */
import { key } from "./scene.js";

const ARROWS = /** @type {{[name: string]: number[]}} */ ({
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
});
const GRIDS = /** @type {{[name: string]: string}} */ ({ i: "in", k: "tap", o: "out" });

export const CURSOR_HINT = "Arrow keys go from cell to cell; i, k and o choose input, kernel and output.";

/** @param {Opened} opened @param {string} kind */
function cellsOf(opened, kind) {
  if (kind === "in") return opened.inputs;
  if (kind === "out") return opened.outputs;
  return opened.scene.kernel.flatMap((planes, a) => planes.flatMap((plane, b) =>
    plane.flatMap((line, y) => line.map((_, x) => [a, b, y, x]))));
}

/**
 * Where a key leads from a cell; null if it is not one of the cursor's.
 * @param {Opened} opened @param {Focus|null} from @param {string} pressed @returns {Focus|null}
 */
export function move(opened, from, pressed) {
  const start = from && ["in", "tap", "out"].includes(from.kind) ? from : null;
  if (pressed in GRIDS) return { kind: GRIDS[pressed], cell: cellsOf(opened, GRIDS[pressed])[0] };
  const step = ARROWS[pressed];
  if (!step) return null;
  if (!start) return { kind: "out", cell: opened.outputs[0] };
  const [y, x] = start.cell.slice(-2);
  const next = [...start.cell.slice(0, -2), y + step[0], x + step[1]];
  const known = cellsOf(opened, start.kind).some((cell) => key(cell) === key(next));
  return known ? { kind: start.kind, cell: next } : start;
}
