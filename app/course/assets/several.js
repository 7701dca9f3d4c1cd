// @ts-check
/**
 * A canvas with several digits, its ink in the colours that a network gives it.
 *
 * @typedef {{picture: import("./networks.js").Picture, names: [number, number, number][]}} Exhibit
 *   ``names``: a digit, and where it stands, in parts of the picture's height and width
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { figure } from "./figures.js";

const SIDE = 280;

/** @returns {import("./networks.js").Room} */
export function several() {
  const node = element("div", { class: "several" });
  return {
    node,
    /** @param {Exhibit} exhibit */
    show({ picture, names }) {
      const shown = figure(picture, SIDE);
      shown.append(...names.map(([digit, down, right]) => {
        const name = element("b", { class: "digit-name" }, String(digit));
        name.style.top = `${down * SIDE}px`;
        name.style.left = `${right * SIDE}px`;
        return name;
      }));
      node.replaceChildren(shown);
    },
  };
}
