// @ts-check
/**
 * The canvas of the drawing pages beside a lesson's text: the same component, with styles of its
 * own, and the same drawing.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import canvas from "../transposed-convolution-lab.canvas/canvas.js";
import { room } from "./neighbour.js";

/** Beside a lesson there is less room: no picture of the pen, and the digits in two lines. */
const STYLE = `
  .inside { font: 15px/1.4 var(--st-font); color: var(--st-text-color); }
  .dot { display: none; }
  .hint { font-size: 13px; text-align: center; }
  .hint.below { font-size: 11px; padding-bottom: 6px; }
  .tools { flex-wrap: wrap; }
  .tools label { flex: 1 0 90px; }
  .digits { display: grid; grid-template-columns: repeat(5, 1fr); }
  .digits:empty { display: none; }
  /* A small canvas has no room for words over the digit; theirs stays kept below it. */
  @media (max-width: 900px) {
    .hint.below, .hint.below[hidden] { position: static; display: block; padding: 4px 0 0; font-size: 12px; color: inherit; }
    .hint.below[hidden] { visibility: hidden; }
    .tools { margin-top: 6px; }
  }
`;

/** @param {"digit"|"several"} name whose drawing it is @param {import("./networks.js").Tell} tell */
export function easel(name, tell) {
  const node = element("div", { class: "easel" });
  /** @type {ShadowRoot|null} */ let root = null;
  return {
    node,
    /** @param {import("./networks.js").Drawing} drawing @param {import("./networks.js").Pads} pads */
    show(drawing, pads) {
      root ??= room(node, "canvas", pads.html, "canvas", STYLE);
      const hint = name === "digit" ? "Draw a digit here" : "Draw several digits, apart from each other";
      const sent = { ...drawing, digits: name === "digit" ? pads.digits : [], hint, slot: pads.slots[name], skipped: pads.skipped, swapped: pads.swapped, trouble: pads.troubles[name] };
      canvas({ data: [sent], parentElement: root, setStateValue: (_, value) => tell(name, value) });
    },
  };
}
