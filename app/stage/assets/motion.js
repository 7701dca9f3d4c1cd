// @ts-check
/**
 * The products of a step on their way: from the tap, or from under the kernel, to the output
 * cell that they are added to.
 *
 * @typedef {{x: number, y: number, size: number}} Place
 * @typedef {{from: Place, to: Place, hue: number, text: string}} Flight
 */
import { make } from "../transposed-convolution-lab.shared/svg.js";

const FLIGHT_MS = 420;
/** More than this at once is a cloud, not an explanation. */
const MOST = 25;

/** @param {Element} layer @param {Flight[]} flights */
export function fly(layer, flights) {
  layer.replaceChildren();
  if (flights.length > MOST || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const { from, to, hue, text } of flights) {
    const node = /** @type {SVGGElement} */ (make("g", layer, "cell lit flight"));
    const size = Math.min(from.size, to.size);
    const rect = make("rect", node);
    rect.style.setProperty("--h", String(hue));
    rect.setAttribute("width", String(size - 2));
    rect.setAttribute("height", String(size - 2));
    rect.setAttribute("rx", "4");
    const label = make("text", node);
    label.setAttribute("x", String(size / 2 - 1));
    label.setAttribute("y", String(size / 2 - 1));
    label.setAttribute("font-size", String(Math.min(size * 0.46, (size * 1.5) / text.length)));
    label.textContent = size < 15 ? "" : text;
    const middle = (to.size - size) / 2;
    const path = [
      { transform: `translate(${from.x}px, ${from.y}px)`, opacity: 0.95 },
      { transform: `translate(${to.x + middle}px, ${to.y + middle}px)`, opacity: 0.95, offset: 0.85 },
      { transform: `translate(${to.x + middle}px, ${to.y + middle}px)`, opacity: 0 },
    ];
    node.animate(path, { duration: FLIGHT_MS, easing: "ease-in-out" }).onfinish = () => node.remove();
  }
}
