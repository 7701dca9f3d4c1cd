// @ts-check
/** The story in five pictures, for who comes for the first time; skipped or read, it never opens by itself again. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SEEN = "transposed-convolution-lab.story";

/**
 * What Python has computed for the pictures: a cell of a stamp or of a table is a number and its tap.
 * @typedef {([number, number]|null)[][]} Marked
 * @typedef {{given: string, shrunk: string, input: number[][], kernel: number[][], chosen: number,
 *   stamp: number[][], stamps: Marked[], output: number[][], table: Marked, turned: Marked}} Told
 */

/** @param {(string|number)[][]} numbers @param {(y: number, x: number) => string} kind @param {string} label */
function grid(numbers, kind, label) {
  const node = element("div", { class: "grid", role: "img", "aria-label": label });
  node.style.gridTemplateColumns = `repeat(${numbers[0].length}, auto)`;
  numbers.forEach((row, y) => row.forEach((number, x) => node.append(element("span", { class: kind(y, x) }, String(number)))));
  return node;
}

/** @param {Marked} cells @param {string} label */
const marked = (cells, label) =>
  grid(cells.map((row) => row.map((cell) => (cell ? cell[0] : ""))), (y, x) => (cells[y][x] ? `tap t${cells[y][x]?.[1]}` : "none"), label);

/** @param {string} src @param {number} side @param {string} words */
const digit = (src, side, words) => element("figure", {},
  src ? element("img", { src, width: side, height: side, alt: "A three" }) : element("div", { class: "unknown", role: "img", "aria-label": "An empty picture" }, "?"),
  element("figcaption", {}, words));

const arrow = (/** @type {string} */ text = "") => element("span", { class: "arrow" }, text, element("b", { "aria-hidden": "true" }, "→"));

/** @param {Told} told @returns {{text: (Node|string)[], nodes: Node[]}[]} */
function screens({ given, shrunk, input, kernel, chosen, stamp, stamps, output, table, turned }) {
  const tap = (/** @type {number} */ y, /** @type {number} */ x) => `tap t${y * kernel.length + x}`;
  const inputs = (/** @type {number} */ y, /** @type {number} */ x) => (y * input.length + x === chosen ? "in lit" : "in");
  return [
    { text: ["A convolution with stride 2 shrinks a picture."], nodes: [digit(given, 196, "28×28"), arrow("stride 2"), digit(shrunk, 98, "14×14")] },
    { text: ["We want the size back: four times as many numbers as there are."], nodes: [digit(shrunk, 98, "14×14"), arrow(), digit("", 196, "28×28")] },
    {
      text: ["So let one cell become several: times the kernel, it is a stamp."],
      nodes: [grid(input, inputs, "Input"), element("b", {}, "×"), grid(kernel, tap, "Kernel"), element("b", {}, "="),
        grid(stamp, (y, x) => `${tap(y, x)} lit`, "Stamp")],
    },
    {
      text: ["Every cell lays its stamp, here one cell apart: stride 1. Where stamps overlap, they add."],
      nodes: [element("div", { class: "planes" }, ...stamps.map((one, i) => marked(one, `Stamp ${i + 1}`))), element("b", {}, "="),
        grid(output, (y, x) => (y === 1 && x === 1 ? "out lit" : "out"), "Output")],
    },
    { text: ["As tables, still with stride 1, one is the other tipped over: hence ", element("b", {}, "transposed"), "."], nodes: [marked(table, "The convolution as a table"), arrow(), marked(turned, "The same table, rows and columns swapped")] },
  ];
}

/** @param {() => void} start begins lesson 1 */
export function story(start) {
  const node = /** @type {HTMLDialogElement} */ (element("dialog", { class: "story", "aria-label": "The story in five pictures" }));
  /** @type {ReturnType<typeof screens>} */ let all = [];
  let at = 0;

  function close() {
    try {
      localStorage.setItem(SEEN, "1");
    } catch {
      // It comes back at the next visit.
    }
    node.close();
  }

  /** @param {number} next */
  function go(next) {
    at = Math.max(0, Math.min(next, all.length - 1));
    const last = at === all.length - 1;
    const onwards = element("button", { type: "button", class: "go", onclick: () => (last ? (close(), start()) : go(at + 1)) }, last ? "Lesson 1" : "Next");
    node.replaceChildren(element("div", { class: `picture p${at}` }, ...all[at].nodes),
      element("p", { class: "line", "aria-live": "polite" }, ...all[at].text),
      element("footer", {}, element("span", { class: "dots", role: "img", "aria-label": `Picture ${at + 1} of ${all.length}` }, ...all.map((_, i) => element("i", { class: i === at ? "here" : "" }))),
        element("button", { type: "button", class: "skip", onclick: close }, last ? "Close" : "Skip"), onwards));
    onwards.focus();
  }

  node.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "ArrowRight") go(at + 1);
    if (event.key === "ArrowLeft") go(at - 1);
  });
  node.addEventListener("cancel", close);

  function open() {
    if (!node.isConnected || !all.length) return;
    node.showModal();
    go(0);
  }

  return {
    node,
    open,
    /** @param {Told} told */
    learn(told) {
      all = screens(told);
    },
    /** Open for who has not seen it. */
    first() {
      try {
        if (localStorage.getItem(SEEN) !== null) return;
      } catch {
        return; // Storage is forbidden here: a story that comes back each time would be worse than none.
      }
      open();
    },
  };
}
