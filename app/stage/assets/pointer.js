// @ts-check
/**
 * Which cell the reader means: the one under the pointer, or the one that a click or the arrow
 * keys have pinned.
 *
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {import("./scene.js").Opened} Opened
 */
import { CURSOR_HINT, move } from "./cursor.js";
import { key } from "./scene.js";

/** @param {Focus|null} a @param {Focus|null} b */
const same = (a, b) => a?.kind === b?.kind && key(a?.cell ?? null) === key(b?.cell ?? null);

/**
 * @param {SVGElement} svg
 * @param {{under: (event: Event) => Focus|null, opened: () => Opened, draw: () => void,
 *   edit: (cell: Focus) => void}} lab ``edit``: a cell was double-clicked
 */
export function pointer(svg, { under, opened, draw, edit }) {
  /** @type {Focus|null} */ let hovered = null;
  /** @type {Focus|null} */ let pinned = null;
  svg.setAttribute("tabindex", "0");
  svg.setAttribute("aria-description", CURSOR_HINT);

  // Over a painted grid the pointer changes cells without entering another element.
  for (const name of ["pointerover", "pointermove"]) {
    svg.addEventListener(name, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerType === "touch") return;
      const next = under(event);
      if (same(next, hovered)) return;
      hovered = next;
      draw();
    });
  }
  svg.addEventListener("pointerleave", () => {
    if (!hovered) return;
    hovered = null;
    draw();
  });
  svg.addEventListener("click", (event) => {
    const cell = under(event);
    pinned = same(cell, pinned) ? null : cell;
    hovered = null;
    draw();
  });
  svg.addEventListener("dblclick", (event) => {
    const cell = under(event);
    if (cell && (cell.kind === "in" || cell.kind === "tap")) edit(cell);
  });

  return {
    hovered: () => hovered,
    pinned: () => pinned,
    /** @param {Focus|null} cell */
    pin(cell) {
      pinned = cell;
    },
    clear() {
      hovered = null;
      pinned = null;
    },
    /** Go to the cell that a key leads to. @param {string} pressed @returns {boolean} whether it leads anywhere */
    step(pressed) {
      const next = move(opened(), pinned, pressed);
      if (next) pinned = next;
      return Boolean(next);
    },
  };
}
