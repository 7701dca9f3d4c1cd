// @ts-check
/**
 * A canvas with several digits, its ink in the colours that a network gives it.
 *
 * @typedef {{picture: import("./networks.js").Picture, names: [number, number, number][]}} Exhibit
 *   ``names``: a digit, and where it stands, in parts of the picture's height and width
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SIDE = 280;

/** @returns {import("./networks.js").Room} */
export function several() {
  const node = element("div", { class: "several" });
  return {
    node,
    /** @param {Exhibit} exhibit */
    show({ picture: { src, alt, words }, names }) {
      const written = names.map(([digit, down, right]) => {
        const name = element("b", { class: "digit-name" }, String(digit));
        // Parts of the picture, which a phone shows smaller.
        name.style.top = `${100 * down}%`;
        name.style.left = `${100 * right}%`;
        return name;
      });
      node.replaceChildren(element("figure", {},
        element("div", { class: "field-of-ink" }, element("img", { src, alt, width: SIDE, height: SIDE }), ...written),
        element("figcaption", {}, words)));
    },
  };
}
