// @ts-check
/**
 * The canvas of the drawing pages beside a lesson's text: the same component, with styles of its
 * own, and the same drawing.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import canvas from "../transposed-convolution-lab.canvas/canvas.js";
import { room } from "./neighbour.js";

/** @param {"digit"|"several"} name whose drawing it is @param {import("./networks.js").Tell} tell */
export function easel(name, tell) {
  const node = element("div", { class: "easel" });
  /** @type {ShadowRoot|null} */ let root = null;
  return {
    node,
    /** @param {import("./networks.js").Drawing} drawing @param {import("./networks.js").Pads} pads */
    show(drawing, pads) {
      root ??= room(node, "canvas", pads.html);
      const hint = name === "digit" ? "Draw a digit here" : "Draw several digits, apart from each other";
      const sent = { ...drawing, digits: name === "digit" ? pads.digits : [], hint, trouble: pads.troubles[name] };
      canvas({ data: [sent], parentElement: root, setStateValue: (_, value) => tell(name, value) });
    },
  };
}
