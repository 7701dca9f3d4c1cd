// @ts-check
/** What lies over the chart: cursor, drawing and neighbours. */
import { node } from "../transposed-convolution-lab.shared/svg.js";

/** @typedef {import("./map.js").Place} Place */

/** Room for the drawing's label on its right. */
const LABEL_PX = 90;

/** Which pixel of the chart is which code; plotly has no public name for it. @param {any} chart */
export function axes(chart) {
  const { xaxis, yaxis } = chart._fullLayout;
  return {
    left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length,
    /** @param {number[]} place @returns {Place} */ pixel: ([x, y]) => [xaxis.l2p(x), yaxis.l2p(y)],
    /** @param {Place} pixel @returns {Place} */ place: ([x, y]) => [xaxis.p2l(x), yaxis.p2l(y)],
  };
}

/**
 * @param {any} chart @param {import("./map.js").Sent} sent @param {Place} at where the cursor is
 * @param {boolean} held @returns {SVGElement[]} lowest first, in pixels of the plot
 */
export function marks(chart, sent, at, held) {
  const { width, height, pixel } = axes(chart);
  const [x, y] = pixel(at);
  return [
    node("path", { class: "hair", d: `M${x} 0V${height}M0 ${y}H${width}` }),
    ...(sent.mine ? drawing(pixel(sent.mine), sent.neighbours.map(pixel), width) : []),
    node("circle", { class: held ? "at held" : "at", cx: x, cy: y, r: 5 }),
  ];
}

/** @param {Place} mine @param {Place[]} neighbours @param {number} width */
function drawing([x, y], neighbours, width) {
  const outwards = x > width - LABEL_PX ? -1 : 1;
  const label = node("text", { class: "mine", x: x + 14 * outwards, y: y + 5, "text-anchor": outwards < 0 ? "end" : "start" });
  label.textContent = "your digit";
  return [
    node("path", { class: "ties", d: neighbours.map((place) => `M${x} ${y}L${place.join(" ")}`).join("") }),
    ...neighbours.map(([left, top]) => node("rect", { class: "near", x: left - 3, y: top - 3, width: 6, height: 6 })),
    node("circle", { class: "mine below", cx: x, cy: y, r: 9 }),
    node("circle", { class: "mine", cx: x, cy: y, r: 9 }),
    label,
  ];
}
