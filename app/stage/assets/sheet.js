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

/** The signs between panels. @param {Element} parent @param {import("./layout.js").Sign[]} wanted */
export function drawSigns(parent, wanted) {
  parent.replaceChildren();
  for (const { x, y, text } of wanted) {
    const sign = make("text", parent);
    put(sign, { x, y });
    sign.textContent = text;
  }
}

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
  const paint = painter(svg);
  const signs = make("g", svg, "signs");

  return {
    svg,
    /** @param {import("./panels.js").View} view */
    draw(view) {
      const composed = compose(view, { width, height }, arrangement, readings);
      for (const { panel, slot } of composed.placed) paint.draw(panel, slot);
      paint.keep(new Set(composed.placed.map(({ panel }) => panel.id)));
      drawSigns(signs, composed.signs);
    },
    remove: () => holder.remove(),
  };
}
