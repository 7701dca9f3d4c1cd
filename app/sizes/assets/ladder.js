// @ts-check
/** @typedef {{}} Ladder */
import { element } from "../transposed-convolution-lab.shared/dom.js";
/** @param {(wish: import("./sizes.js").Wish) => void} wish @returns {import("./sizes.js").View} */
export function ladderView(wish) {
  return { node: element("section"), receive() {} };
}
