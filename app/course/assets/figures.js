// @ts-check
/** Pictures of networks with their captions, and what keeps the place of one that would tell. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** A picture of cells with its caption. @param {import("./networks.js").Picture} picture @param {number} side screen pixels */
export function figure({ src, words, alt }, side) {
  return element("figure", {}, element("img", { src, alt, width: side, height: side }), element("figcaption", {}, words));
}

/** What keeps a picture's place until there is an answer. @param {number} side @param {string} words */
export function veiled(side, words) {
  const box = element("div", { class: "unknown", role: "img", "aria-label": "covered until you answer" }, "?");
  box.style.width = box.style.height = `${side}px`;
  return element("figure", {}, box, element("figcaption", {}, words));
}
