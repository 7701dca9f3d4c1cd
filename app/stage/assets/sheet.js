// @ts-check
/**
 * A sheet out of sight on which any step can be drawn, by the functions that draw the stage:
 * what is taken away looks like what is shown, and the stage does not flicker meanwhile.
 *
 * @typedef {{width: number, height: number, arrangement: string, readings: string[]}} Format
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { make, node, put } from "../transposed-convolution-lab.shared/svg.js";
import { compose } from "./board.js";
import { painter } from "./grids.js";

/** How far a frame stands off its cells, in pixels. */
const FRAMED = 3;

/** The signs between panels. @param {Element} parent @param {import("./layout.js").Sign[]} wanted */
export function drawSigns(parent, wanted) {
  while (parent.childElementCount > wanted.length) parent.lastElementChild?.remove();
  wanted.forEach(({ x, y, text }, i) => {
    const sign = parent.children[i] ?? make("text", parent);
    put(sign, { x, y });
    if (sign.textContent !== text) sign.textContent = text;
  });
}

/** The frames around cells. @param {Element} parent @param {import("./groups.js").Outline[]} wanted @param {{[id: string]: import("./editor.js").Box}} boxes */
export function drawOutlines(parent, wanted, boxes) {
  while (parent.childElementCount > wanted.length) parent.lastElementChild?.remove();
  wanted.forEach(({ panel, cells: [top, left, rows, columns], side }, i) => {
    const box = boxes[panel];
    const frame = parent.children[i] ?? make("rect", parent);
    put(frame, {
      class: side, rx: 6, x: box.left + left * box.size - FRAMED, y: box.top + top * box.size - FRAMED,
      width: columns * box.size + 2 * FRAMED - 1, height: rows * box.size + 2 * FRAMED - 1,
    });
  });
}

/** Pixels of a painted cell to one of the drawing: a picture taken away is enlarged. */
const FINE = 2;

/** @param {SVGSVGElement} stage the one on show @param {Format} format */
export function sheet(stage, { width, height, arrangement, readings }) {
  const svg = /** @type {SVGSVGElement} */ (node("svg"));
  put(svg, { viewBox: `0 0 ${width} ${height}`, width, height });
  svg.append(...[...stage.querySelectorAll(":scope > defs")].map((defs) => defs.cloneNode(true)));
  const holder = element("div", { class: "board sheet", "aria-hidden": "true" }, svg);
  holder.style.width = `${width}px`;
  holder.style.height = `${height}px`;
  // Inside the stage, so that its styles and the theme's colours hold.
  stage.parentElement?.after(holder);
  const paint = painter(svg, () => FINE);
  const signs = make("g", svg, "signs");
  const frames = make("g", svg, "outlines");

  return {
    svg,
    /** @param {import("./panels.js").View} view */
    draw(view) {
      const composed = compose(view, { width, height }, arrangement, readings);
      const boxes = paint.draw(composed.placed);
      svg.append(frames); // Above panels that were drawn for the first time.
      drawSigns(signs, composed.signs);
      drawOutlines(frames, composed.outlines ?? [], boxes);
    },
    remove: () => holder.remove(),
  };
}
