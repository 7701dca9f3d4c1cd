// @ts-check
/**
 * The part of a link that Python does not know: step, pin and lettering; and what stands in the
 * page's address.
 *
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {import("./message.js").Place} Place
 */
import { key } from "./scene.js";

const KINDS = ["in", "tap", "out", "b.in", "b.tap", "b.out"];
/** What B's cells are called begins so. */
const OTHER = "b.";

/** Whether the page's address says anything of what a link says. @param {string} link */
export function addressed(link) {
  const here = new URL(location.href).searchParams;
  return [...new URLSearchParams(link).keys()].some((name) => here.has(name));
}

/** @param {number} step @param {Focus|null} pinned @param {boolean} symbols */
export function written(step, pinned, symbols) {
  const parts = [`step=${step}`];
  if (pinned && KINDS.includes(pinned.kind)) parts.push(`pin=${pinned.kind},${key(pinned.cell)}`);
  if (symbols) parts.push("symbols=1");
  return parts.join("&");
}

/** The cell that a link pins, if there is such a cell. @param {import("./scene.js").Opened} opened @param {Place} place
 * @param {import("./scene.js").Opened|null} [beside] B, where one stands beside it @returns {Focus|null} */
export function pin(opened, place, beside = null) {
  const [kind, ...cell] = /** @type {[string, ...number[]]} */ (place.pin ?? [""]);
  if (kind.startsWith(OTHER)) {
    const there = beside && pin(beside, { pin: [kind.slice(OTHER.length), ...cell] });
    return there && { kind: OTHER + there.kind, cell: there.cell };
  }
  const known = { in: opened.inputs, out: opened.outputs }[kind] ?? (kind === "tap" ? opened.rows().map((row) => row.tap) : []);
  const found = known.find((one) => key(one) === key(cell))
    // Older links pin by row and column alone.
    ?? (cell.length === 2 ? known.find((one) => key(one.slice(-2)) === key(cell)) : undefined);
  return found ? { kind, cell: found } : null;
}
