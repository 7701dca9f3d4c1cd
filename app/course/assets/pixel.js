// @ts-check
/**
 * One number of a network's layer, written out; a click on the rebuilt digit chooses another.
 * Python takes it apart (app/course/pixel.py) and writes the page that is printed.
 *
 * @typedef {{input: number, weight: number, product: number, at: number[]|null}} Term
 * @typedef {{layer: number, name: string, kernel: number, maps: number, cell: number[], count: number, largest: Term,
 *   rest: number, bias: number, sum: number, activation: string, value: number}} Value
 * @typedef {{given: import("./networks.js").Picture, rebuilt: import("./networks.js").Picture, pixel: [number, number], side: number,
 *   value: Value, groups: {map: number, sum: number}[], page?: string}} Exhibit
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { figure } from "./figures.js";

const [LARGE, SMALL] = [252, 112];
const BARS = 8;
/** @type {{[key: string]: [number, number]}} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** @returns {import("./networks.js").Room} */
export function pixel() {
  const mark = element("span", { class: "mark" });
  const place = element("p", { class: "place", role: "status" });
  const field = element("div", { class: "field-of-pixels", role: "application", tabindex: "0", "aria-label": "The rebuilt digit: arrow keys choose a pixel" });
  const given = element("div", {});
  const sum = element("div", { class: "sum" });
  const node = element("div", { class: "number-of" }, element("div", { class: "choose" }, field, place, given), sum);
  let at = [0, 0];
  let side = 28;
  let tell = /** @type {import("./networks.js").Tell} */ (() => {});

  /** @param {number} row @param {number} column */
  function choose(row, column) {
    const next = [row, column].map((one) => Math.max(0, Math.min(side - 1, one)));
    if (String(next) === String(at)) return;
    at = next;
    here();
    node.classList.add("asking");
    tell("pixel", { row: at[0], column: at[1] });
  }
  function here() {
    const step = 100 / side;
    Object.assign(mark.style, { top: `${at[0] * step}%`, left: `${at[1] * step}%`, width: `${step}%`, height: `${step}%` });
    place.textContent = `Row ${at[0]}, column ${at[1]}. Click another pixel, or use the arrow keys.`;
  }
  field.addEventListener("click", (event) => {
    const box = field.getBoundingClientRect();
    choose(Math.floor(((event.clientY - box.top) / box.height) * side), Math.floor(((event.clientX - box.left) / box.width) * side));
  });
  field.addEventListener("keydown", (event) => {
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    choose(at[0] + step[0], at[1] + step[1]);
  });

  return {
    node,
    /** @param {Exhibit} exhibit */
    show(exhibit, view) {
      ({ side, pixel: at } = exhibit);
      tell = view.tell;
      const picture = element("img", { src: exhibit.rebuilt.src, alt: "your digit, rebuilt", width: LARGE, height: LARGE });
      field.replaceChildren(picture, mark);
      given.replaceChildren(figure(exhibit.given, SMALL));
      node.classList.remove("asking");
      here();
      sum.replaceChildren(...(view.covered("sums") ? [element("p", { class: "unknown" }, "? products")] : writtenOut(exhibit)));
    },
    light(kinds) {
      mark.classList.toggle("lit", kinds.includes("pixel"));
    },
  };
}

/** @param {Exhibit} exhibit */
function writtenOut({ value, groups, page }) {
  const { largest, count } = value;
  const where = largest.at ? `map ${largest.at[0]}, row ${largest.at[1]}, column ${largest.at[2]}` : "a zero of the padding";
  const [map, row, column] = value.cell;
  const lines = [
    [`${number(largest.input)} · ${number(largest.weight)}, the largest product: ${where}`, number(largest.product)],
    [`the other ${count - 1} products`, number(value.rest)],
    ["the bias", number(value.bias)],
    [`their sum, of ${count} products and the bias`, number(value.sum)],
    ...(value.activation ? [[`${value.activation} of the sum`, number(value.value)]] : []),
  ];
  const strongest = groups.slice(0, BARS);
  const most = Math.max(...strongest.map((one) => Math.abs(one.sum)), Number.MIN_VALUE);
  return [
    element("h3", {}, `Layer ${value.layer}, ${value.name}: map ${map}, row ${row}, column ${column}`),
    element("table", { class: "addends" }, element("tbody", {}, ...lines.map(([words, amount], i) => element("tr", i > 2 ? { class: "all" } : {}, element("td", {}, words), element("td", {}, amount))))),
    element("h4", {}, `What its input maps add, the ${strongest.length} largest of ${groups.length}`),
    element("ol", { class: "shares" }, ...strongest.map((one) => {
      const bar = element("i", { class: one.sum < 0 ? "minus" : "plus" });
      bar.style.width = `${(100 * Math.abs(one.sum)) / most}%`;
      return element("li", {}, element("span", {}, `map ${one.map}`), element("span", { class: "track" }, bar), element("b", {}, number(one.sum)));
    })),
    ...(page ? [element("p", {}, element("button", { type: "button", class: "plain print", onclick: (/** @type {Event} */ event) => print(page, event) }, "Print it: my pixel, written out"))] : []),
  ];
}

/** Four decimals and the true minus. @param {number} value */
const number = (value) => value.toFixed(4).replace("-", "−");

/** Print a document of its own: the page around a lesson is none that one prints. @param {string} page @param {Event} event */
function print(page, event) {
  const room = /** @type {HTMLElement} */ (event.currentTarget).closest(".number-of");
  room?.querySelector("iframe.printed")?.remove();
  const frame = /** @type {HTMLIFrameElement} */ (element("iframe", { class: "printed", title: "My pixel, written out", "aria-hidden": "true", tabindex: "-1", srcdoc: page }));
  frame.addEventListener("load", () => frame.contentWindow?.print());
  room?.append(frame);
}
