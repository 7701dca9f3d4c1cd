// @ts-check
/** What fills input and kernel: numbers, a picture, a kernel that does something. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice } from "./html.js";
import { greyLevels } from "./picture.js";

/** How far a fill's button is pressed. @type {{[holds: string]: string}} */
const HOLDS = { all: "true", some: "mixed", none: "false" };

/** @param {import("./message.js").Choices} choices @param {(edit: object) => void} wish */
export function filling({ fills, kernels }, wish) {
  /** @param {string} grid @param {string} name */
  const fill = (grid, name) => {
    const buttons = choice(`Fill the ${name}`, fills, (value) => wish({ kind: "fill", grid, fill: value }));
    buttons.node.classList.add("words");
    return { node: element("div", { class: "row" }, element("span", {}, name), buttons.node), buttons };
  };
  const grids = [fill("image", "Fill input"), fill("kernel", "Fill kernel")];
  const menu = /** @type {HTMLSelectElement} */ (element("select", {
    class: "plain kernels", "aria-label": "Kernel that does something",
    onchange: () => {
      wish({ kind: "preset", name: menu.value });
      menu.value = "";
    },
  }, ...[["", "Kernel …"], ...kernels].map(([value, text]) => element("option", { value }, text))));
  const drawing = element("button", { type: "button", class: "plain", title: "What is on the canvas of the page “Draw a digit”", onclick: () => wish({ kind: "drawing" }) }, "My drawing");
  const file = /** @type {HTMLInputElement} */ (element("input", {
    type: "file", accept: "image/*", hidden: "", "aria-label": "Image file",
    onchange: () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen) greyLevels(chosen).then((rows) => wish({ kind: "picture", rows }), () => wish({ kind: "picture", rows: null }));
    },
  }));
  const image = element("button", { type: "button", class: "plain", title: "Scaled down to 28 cells, grey", onclick: () => file.click() }, "Image …");

  return {
    node: element("div", { class: "rows", hidden: "" }, ...grids.map((one) => one.node),
      element("div", { class: "buttons" }, drawing, image, file, menu)),
    /** @param {string[]} names what fills the input, and the kernel @param {string[]} holds all, some or none of their cells */
    set: (names, holds) => grids.forEach((one, i) => one.buttons.set(names[i], HOLDS[holds[i]])),
  };
}
