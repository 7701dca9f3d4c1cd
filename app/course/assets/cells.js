// @ts-check
/**
 * Cells by name. A lesson says cells by kind and place ("frame", row, column); the stage's panels
 * name what each of their cells is ("out:0,1,0"). Which place is which cell stands in the scene's
 * lists.
 *
 * @typedef {import("./script.js").Pin} Pin
 * @typedef {import("../../stage/assets/scene.js").Opened} Opened
 * @typedef {import("../../stage/assets/panels.js").View} View
 */
import { activeRows } from "../transposed-convolution-lab.stage/panels.js";
import { key } from "../transposed-convolution-lab.stage/scene.js";

/** What the stage's panels call the cells of a pin. @param {Opened} opened @param {Pin} pin @returns {string[]} */
export function names(opened, { target, cells }) {
  if (target === "frame") return cells.flatMap((cell) => [`place:${key(cell.slice(-2))}`, ...framed(opened, cell.slice(-2))]);
  if (target === "spread") return cells.flatMap((cell) => spread(opened, cell.slice(-2)));
  return cells.map((cell) => `${target}:${key(cell)}`);
}

/** @param {Opened} opened @param {number[]} place @returns {string[]} one per map */
function framed({ scene, transposed, y, x }, [py, px]) {
  const [cy, cx] = [y.frame[py], x.frame[px]];
  const inside = cy !== null && cx !== null && cy !== undefined && cx !== undefined;
  const maps = transposed ? scene.output[0] : scene.input.length;
  const kind = transposed ? "out" : "in";
  return Array.from({ length: maps }, (_, c) => (inside ? `${kind}:${key([c, cy, cx])}` : `frame:${key([c, py, px])}`));
}

/** @param {Opened} opened @param {number[]} place @returns {string[]} */
function spread({ scene, y, x }, [py, px]) {
  const [cy, cx] = [y.spread?.cells[py] ?? -1, x.spread?.cells[px] ?? -1];
  return scene.input.map((_, c) => (cy >= 0 && cx >= 0 ? `in:${key([c, cy, cx])}` : `spread:${key([c, py, px])}`));
}

/** The one cell that a phrase names, as the stage's pointer would mean it; null for several. @param {Pin} pin @returns {import("../../stage/assets/words.js").Focus|null} */
export function single({ target, cells }) {
  return cells.length === 1 && ["in", "tap", "out", "entry"].includes(target) ? { kind: target, cell: cells[0] } : null;
}

/** Whether the multiplications of a step, or of the cell in focus, lead to a covered cell. @param {View} view @param {Set<string>} covered */
export function touches(view, covered) {
  const { transposed } = view.opened;
  return activeRows(view).some(({ input, output, frame }) =>
    (output && (covered.has(`out:${key(output)}`) || (input && covered.has(`entry:${key(output)},${key(input)}`))))
    || (transposed && frame && covered.has(`frame:${key(frame)}`)));
}
