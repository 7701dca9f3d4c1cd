// @ts-check
/** The story in five pictures, for who comes for the first time; skipped or read, it never opens by itself again. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SEEN = "transposed-convolution-lab.story";

/** The same two by two example in the last three pictures; a test computes its numbers. */
export const EXAMPLE = { input: [[1, 2], [3, 4]], kernel: [[2, 1], [4, 3]], output: [[2, 5, 2], [10, 22, 10], [12, 25, 12]] };

/** How the three is drawn: one letter per level of ink. */
const THREE = [
  "..............", "....3776......", "...79..79.....", ".......28.....", "......69......", "....779.......", ".......79.....",
  "........9.....", "...5....9.....", "...79..79.....", "....5776......", "..............", "..............", "..............",
];

/** @param {(string|number)[][]} grid @param {(y: number, x: number) => string} kind @param {string} label */
function grid(grid, kind, label) {
  const node = element("div", { class: "grid", role: "img", "aria-label": label });
  node.style.gridTemplateColumns = `repeat(${grid[0].length}, auto)`;
  grid.forEach((row, y) => row.forEach((number, x) => node.append(element("span", { class: kind(y, x) }, String(number)))));
  return node;
}

/** @param {number} y @param {number} x */
const tap = (y, x) => `tap t${2 * y + x}`;

/** @param {string} size @param {boolean} known @param {string} words */
function digit(size, known, words) {
  const picture = element("div", { class: `digit ${size}${known ? "" : " unknown"}`, role: "img", "aria-label": known ? "A three" : "An empty picture" });
  if (known) {
    THREE.forEach((line) => [...line].forEach((letter) => {
      const pixel = element("i");
      pixel.style.opacity = String(letter === "." ? 0 : Number(letter) / 9);
      picture.append(pixel);
    }));
  } else picture.append("?");
  return element("figure", {}, picture, element("figcaption", {}, words));
}

const arrow = (/** @type {string} */ text = "") => element("span", { class: "arrow" }, text, element("b", { "aria-hidden": "true" }, "→"));

/** One stamp on its plane. @param {number} iy @param {number} ix */
function plane(iy, ix) {
  const { input, kernel } = EXAMPLE;
  const cells = [0, 1, 2].map((y) => [0, 1, 2].map((x) => {
    const [ky, kx] = [y - iy, x - ix];
    return ky in kernel && kx in kernel[ky] ? input[iy][ix] * kernel[ky][kx] : "";
  }));
  return grid(cells, (y, x) => (cells[y][x] === "" ? "none" : tap(y - iy, x - ix)), `The stamp of ${input[iy][ix]}`);
}

/** The convolution's table, or the same turned over. @param {boolean} over */
function table(over) {
  const { kernel } = EXAMPLE;
  const rows = [0, 1, 2, 3].map((r) => Array.from({ length: 9 }, (_, c) => {
    const [ky, kx] = [Math.floor(c / 3) - Math.floor(r / 2), (c % 3) - (r % 2)];
    return ky in kernel && kx in kernel[ky] ? { text: kernel[ky][kx], kind: tap(ky, kx) } : { text: "", kind: "none" };
  }));
  const shown = over ? rows[0].map((_, c) => rows.map((row) => row[c])) : rows;
  return grid(shown.map((row) => row.map((one) => one.text)), (y, x) => shown[y][x].kind, over ? "The same table, rows and columns swapped" : "The convolution as a table");
}

/** @returns {{text: (Node|string)[], nodes: Node[]}[]} */
function screens() {
  const { input, kernel, output } = EXAMPLE;
  const chosen = (/** @type {number} */ y, /** @type {number} */ x) => (y === 1 && x === 0 ? "in lit" : "in");
  return [
    { text: ["A convolution with stride 2 shrinks a picture."], nodes: [digit("large", true, "28×28"), arrow("stride 2"), digit("small", true, "14×14")] },
    { text: ["We want the size back: four times as many numbers as there are."], nodes: [digit("small", true, "14×14"), arrow(), digit("large", false, "28×28")] },
    {
      text: ["So let one cell become several: times the kernel, it is a stamp."],
      nodes: [grid(input, chosen, "Input"), element("b", {}, "×"), grid(kernel, tap, "Kernel"), element("b", {}, "="),
        grid(kernel.map((row) => row.map((weight) => input[1][0] * weight)), (y, x) => `${tap(y, x)} lit`, "Stamp of 3")],
    },
    {
      text: ["Every cell lays its stamp; where stamps overlap, they add."],
      nodes: [element("div", { class: "planes" }, plane(0, 0), plane(0, 1), plane(1, 0), plane(1, 1)), element("b", {}, "="),
        grid(output, (y, x) => (y === 1 && x === 1 ? "out lit" : "out"), "Output")],
    },
    { text: ["As tables, one is the other tipped over: hence ", element("b", {}, "transposed"), "."], nodes: [table(false), arrow(), table(true)] },
  ];
}

/** @param {() => void} start begins lesson 1 */
export function story(start) {
  const node = /** @type {HTMLDialogElement} */ (element("dialog", { class: "story", "aria-label": "The story in five pictures" }));
  const all = screens();
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
    if (!node.isConnected) return;
    node.showModal();
    go(0);
  }

  return {
    node,
    open,
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
