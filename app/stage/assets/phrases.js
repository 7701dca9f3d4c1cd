// @ts-check
/**
 * Words that light the cells they name, in the lab's notes and in lessons: on pointing, on focus,
 * and pinned by a click. Which cells that are, Python says by kind and place ("frame", row, column);
 * the panels name what each of their cells is ("out:0,1,0"). Which place is which cell stands in the
 * scene's lists.
 *
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./groups.js").Placed} Placed
 * @typedef {{target: string, cells: number[][]}} Pin
 */
import { key } from "./scene.js";

/** Which role a kind of cell has, for its colour. @type {{[target: string]: string}} */
const ROLES = { in: "in", window: "in", out: "out", frame: "out", back: "out", found: "out", tap: "tap", entry: "tap" };
/** @type {Set<string>} */
const NONE = new Set();
/** Cells of which one alone is meant as the pointer would mean it. */
const POINTED = ["in", "tap", "out", "entry"];

/**
 * Let words be pointed at. A span, since a button does not break across lines.
 * @param {HTMLElement} node @param {Pin} what
 * @param {{light: (pin: Pin|null) => void, pin: (pin: Pin) => boolean}} lab ``pin``: whether it is pinned now
 */
export function lively(node, what, { light, pin }) {
  node.className = `phrase ${ROLES[what.target] ?? "other"}`;
  for (const [name, value] of Object.entries({ role: "button", tabindex: "0", "aria-pressed": "false" })) node.setAttribute(name, value);
  node.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && light(what));
  for (const name of ["pointerleave", "blur"]) node.addEventListener(name, () => light(null));
  node.addEventListener("focus", () => light(what));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    node.click();
  });
  node.addEventListener("click", () => {
    const on = pin(what);
    for (const other of /** @type {ShadowRoot} */ (node.getRootNode()).querySelectorAll(".phrase")) other.setAttribute("aria-pressed", "false");
    node.setAttribute("aria-pressed", String(on));
  });
  return node;
}

/** What is lit by the phrases of a text: pointed at, or pinned. @param {() => void} draw */
export function lights(draw) {
  /** @type {Pin|null} */ let pointed = null;
  /** @type {Pin|null} */ let pinned = null;
  const lab = {
    /** @param {Pin|null} pin */
    light(pin) {
      pointed = pin;
      draw();
    },
    /** @param {Pin} pin */
    pin(pin) {
      pinned = same(pinned, pin) ? null : pin;
      pointed = null;
      draw();
      return pinned !== null;
    },
  };
  return {
    /** @returns {Pin|null} */
    meant: () => pointed ?? pinned,
    clear() {
      pointed = pinned = null;
    },
    /** Let the phrases of a text that Python has marked be pointed at. @param {Element} text */
    wake(text) {
      for (const node of /** @type {NodeListOf<HTMLElement>} */ (text.querySelectorAll("[data-cells]"))) {
        lively(node, { target: node.dataset.target ?? "", cells: JSON.parse(node.dataset.cells ?? "[]") }, lab);
      }
    },
  };
}

/** @param {Pin|null} one @param {Pin|null} other */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** What the stage's panels call the cells of a pin. @param {Opened} opened @param {Pin} pin @returns {string[]} */
export function names(opened, { target, cells }) {
  if (target === "frame") return cells.flatMap((cell) => [`place:${key(cell.slice(-2))}`, ...framed(opened, cell.slice(-2))]);
  if (target === "spread") return cells.flatMap((cell) => spread(opened, cell.slice(-2)));
  return cells.map((cell) => `${target}:${key(cell)}`);
}

/** @param {Opened} opened @param {number[]} place @returns {string[]} one per map */
function framed({ scene, transposed, y, x }, [py, px]) {
  const [cy, cx] = [y.frame[py], x.frame[px]];
  const inside = cy !== null && cx !== null && cy !== undefined && cx !== undefined;
  const maps = transposed ? scene.output[0] : scene.input.length;
  const kind = transposed ? "out" : "in";
  return Array.from({ length: maps }, (_, c) => (inside ? `${kind}:${key([c, cy, cx])}` : `frame:${key([c, py, px])}`));
}

/** @param {Opened} opened @param {number[]} place @returns {string[]} */
function spread({ scene, y, x }, [py, px]) {
  const [cy, cx] = [y.spread?.cells[py] ?? -1, x.spread?.cells[px] ?? -1];
  return scene.input.map((_, c) => (cy >= 0 && cx >= 0 ? `in:${key([c, cy, cx])}` : `spread:${key([c, py, px])}`));
}

/** The first step at which all cells of a pin are there. @param {Opened} opened @param {Pin} pin */
export function since({ y, x }, { target, cells }) {
  const lives = target === "frame" ? [y.life, x.life] : target === "spread" ? [y.spread?.life, x.spread?.life] : [];
  return Math.max(0, ...lives.flatMap((life, axis) => cells.map((cell) => life?.since[cell.slice(-2)[axis]] ?? 0)));
}

/** The one cell that a phrase names, as the stage's pointer would mean it; null for several. @param {Pin} pin @returns {import("./words.js").Focus|null} */
export function single({ target, cells }) {
  return cells.length === 1 && POINTED.includes(target) ? { kind: target, cell: cells[0] } : null;
}

/** How a cell looks that a phrase names. @param {import("./grids.js").Look} look @param {Set<string>} lit */
export function inLight(look, lit) {
  if (!lit.has(/** @type {{name?: string}} */ (look).name ?? look.data ?? "") || / (main|lit)$/.test(look.className)) return look;
  return { ...look, className: `${look.className}${look.hue === undefined ? " main" : " lit"}` };
}

/** What a phrase lights on a panel: on a plane of one stamp only that very stamp, since the sum holds what is meant of all.
 * @param {string} id @param {Opened} opened @param {Set<string>} lit */
export function litOn(id, opened, lit) {
  if (!id.startsWith("plane ") || !lit.size) return lit;
  const cell = id.split(" ")[1].split(",").map(Number);
  const own = new Set(opened.byInput(cell).map(({ output, frame }) => (output ? `out:${key(output)}` : `frame:${key(frame)}`)));
  return own.size === [...lit].filter((name) => !name.startsWith("place:")).length && [...own].every((name) => lit.has(name)) ? lit : NONE;
}

/** Panels with the cells in light that a phrase names. @param {Placed[]} placed @param {Opened} opened @param {Set<string>} lit @returns {Placed[]} */
export const lightened = (placed, opened, lit) => placed.map(({ panel, slot }) => {
  const here = litOn(panel.id, opened, lit);
  return here.size ? { slot, panel: { ...panel, look: (y, x) => inLight(panel.look(y, x), here) } } : { panel, slot };
});
