// @ts-check
/** The worked examples, under the questions that they answer, each with a small picture. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { node } from "../transposed-convolution-lab.shared/svg.js";

/** @param {(key: string) => void} choose */
export function exampleList(choose) {
  const box = element("div", { class: "examples" });
  /** The one shown last: only another one opens its group, so that what was closed stays closed. @type {string|null} */
  let shown = null;

  return {
    node: box,
    /** @param {import("./message.js").Question[]} questions @param {string|null} active key of the one that is shown */
    set(questions, active) {
      if (box.childElementCount !== questions.length) box.replaceChildren(...questions.map((question) => group(question, choose)));
      for (const button of box.querySelectorAll("button")) {
        const on = button.dataset.example === active;
        button.setAttribute("aria-pressed", String(on));
        if (on && active !== shown) button.closest("details")?.setAttribute("open", "");
      }
      shown = active;
    },
  };
}

/** @param {import("./message.js").Question} question @param {(key: string) => void} choose */
const group = ({ asks, examples }, choose) => element("details", { name: "examples" },
  element("summary", {}, asks), ...examples.map(({ key, title, about, sketch }) => element("button", {
    type: "button", "data-example": key, onclick: () => choose(key),
  }, drawn(sketch), element("span", {}, title, element("small", {}, about)))));

/** @param {import("./message.js").Sketch} sketch */
function drawn({ operation, size: [width, height], boxes, kept, lines }) {
  const svg = node("svg", { class: `sketch ${operation}`, viewBox: `-0.3 -0.3 ${width + 0.6} ${height + 0.6}`, "aria-hidden": "true" });
  const rect = (/** @type {number[]} */ [x, y, w, h], /** @type {string} */ name) => node("rect", { class: name, x, y, width: w, height: h });
  svg.append(
    ...lines.map(([x1, y1, x2, y2]) => node("line", { x1, y1, x2, y2 })),
    ...boxes.map((box) => rect(box, "covered")),
    ...(kept ? [rect(kept, "kept")] : []));
  return svg;
}
