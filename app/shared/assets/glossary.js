// @ts-check
/**
 * Words that are explained where they stand: Python marks them and says what they mean, this
 * shows it on pointing, focus and tap. The first one of a word on a page is underlined and a stop
 * of Tab; later ones answer the pointer.
 *
 * Clicks, taps and Escape are heard once for the whole document; pointer and focus by each root.
 */
import { element } from "./dom.js";

const STYLE = `
[data-means] { cursor: help; }
tspan[data-means] { text-decoration: underline dotted; }
/* A browser draws no outline around a part of a line of a drawing. */
tspan[data-means]:focus-visible { outline: none; text-decoration: underline solid 3px; }
.term.new { text-decoration: underline dashed color-mix(in srgb, currentColor 52%, transparent) 1px; text-underline-offset: .28em; }
.term:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; border-radius: 2px; }
.means {
  position: fixed; z-index: 1000100; width: max-content; max-width: min(340px, calc(100vw - 16px)); margin: 0; padding: 8px 12px;
  border: 1px solid; border-radius: 8px; box-shadow: 0 4px 16px rgb(0 0 0 / .2); font-size: 14px; font-weight: 400; line-height: 1.4;
  letter-spacing: normal; text-align: left; text-transform: none; pointer-events: none;
}
`;
const GAP = 6;
const MARGIN = 8;

/** @type {CSSStyleSheet|null} */ let sheet = null;
/** What the words mean that the page's own script writes. @type {Map<string, string>} */
const known = new Map();

/** @type {HTMLElement|null} */ let tip = null;
/** @type {Element|null} */ let shown = null;
/** Whether a tap or a click holds it. */
let held = false;
/** Whether it stays while the pointer goes elsewhere: its word has the focus. */
let kept = false;

/** Learn what some words mean. @param {string[][]} terms word and meaning */
export function know(terms) {
  for (const [word, means] of terms) known.set(word, means);
}

/** Let a node name a word, or none any more, or one of which nobody has said what it means.
 * @param {Element} node @param {string|undefined} word @param {boolean} first whether it is a stop of Tab */
export function name(node, word, first) {
  const means = word && known.get(word);
  /** @type {{[name: string]: string}} */
  const said = means ? { "data-word": word, "data-means": means, ...(first ? stop(means) : {}) } : {};
  for (const attribute of ["data-word", "data-means", ...Object.keys(stop(""))]) {
    if (!(attribute in said)) node.removeAttribute(attribute);
    else if (node.getAttribute(attribute) !== said[attribute]) node.setAttribute(attribute, said[attribute]);
  }
}

/** A word that is explained. @param {string} text @param {string} means @param {boolean} first whether it stands for the first time */
export const term = (text, means, first) =>
  element("span", { class: first ? "term new" : "term", "data-means": means, ...(first ? stop(means) : {}) }, text);

/** A stop of Tab that screen readers explain. @param {string} means */
const stop = (means) => ({ tabindex: "0", role: "note", "aria-description": means });

/** Explain the words around a node from now on: in its shadow root, or on the page. @param {Node} node */
export function explain(node) {
  const root = /** @type {Document|ShadowRoot} */ (node.getRootNode());
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    // What moves within a shadow root, pointer or focus, is not heard outside of it.
    root.addEventListener("pointerover", over, true);
    root.addEventListener("focusin", focused, true);
    root.addEventListener("focusout", left, true);
  }
  const page = /** @type {HTMLElement} */ (document.documentElement);
  if (page.dataset.explains) return;
  page.dataset.explains = "words";
  listen();
}

/** Underline the first of each word below a root, in reading order. @param {ParentNode} root */
export function firsts(root) {
  const met = new Set();
  for (const node of root.querySelectorAll("span.term[data-word]")) {
    const word = node.getAttribute("data-word") ?? "";
    const first = !met.has(word) && node.getClientRects().length > 0;
    if (first) met.add(word);
    if (first === node.classList.contains("new")) continue;
    node.classList.toggle("new", first);
    for (const [name, value] of Object.entries(stop(node.getAttribute("data-means") ?? ""))) {
      if (first) node.setAttribute(name, value);
      else node.removeAttribute(name);
    }
  }
  if (shown && !shown.isConnected) hide();
}

/** @param {Event} event @returns {Element|null} */
function meant(event) {
  const found = event.composedPath().find((node) => node instanceof Element && node.hasAttribute("data-means"));
  return /** @type {Element|null} */ (found ?? null);
}

/** @param {Event} event */
function over(event) {
  if (/** @type {PointerEvent} */ (event).pointerType === "touch" || held) return;
  const node = meant(event);
  if (node) show(node);
  else if (!kept) hide();
}

/** @param {Event} event */
function focused(event) {
  const node = meant(event);
  if (!node) return;
  show(node);
  kept = true;
}

/** @param {Event} event */
function left(event) {
  if (meant(event)) hide();
}

function listen() {
  document.addEventListener("pointerover", over, true);
  document.addEventListener("click", (event) => {
    const node = meant(event);
    const again = node && node === shown && held;
    hide();
    if (!node || again) return;
    show(node);
    held = true;
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    // It closes the explanation, and nothing else.
    event.stopImmediatePropagation();
    hide();
  }, true);
  // It goes where its word goes.
  const follow = () => tip && shown && place(tip, shown.getBoundingClientRect());
  document.addEventListener("scroll", follow, true);
  addEventListener("resize", follow);
}

function hide() {
  tip?.remove();
  tip = null;
  shown = null;
  held = false;
  kept = false;
}

/** @param {Element} node */
function show(node) {
  if (node === shown) return;
  hide();
  shown = node;
  const word = node.getAttribute("data-word") ?? node.textContent ?? "";
  tip = element("div", { class: "means", role: "tooltip" }, element("b", {}, word), ` ${node.getAttribute("data-means")}`);
  const { paper, ink } = colours(node);
  Object.assign(tip.style, { background: paper, color: ink, borderColor: `color-mix(in srgb, ${ink} 52%, ${paper})` });
  const root = node.getRootNode();
  (root instanceof ShadowRoot ? root : document.body).append(tip);
  place(tip, node.getBoundingClientRect());
}

/** Below the word, or above it where there is no room: never over it. @param {HTMLElement} what @param {DOMRect} word */
function place(what, word) {
  const { width, height } = what.getBoundingClientRect();
  const left = Math.max(MARGIN, Math.min(word.left, innerWidth - width - MARGIN));
  const below = word.bottom + GAP;
  const top = below + height > innerHeight - MARGIN ? word.top - GAP - height : below;
  Object.assign(what.style, { left: `${left}px`, top: `${top}px` });
}

/** The page's own colours, whatever its theme. @param {Element} node */
function colours(node) {
  /** @type {Node|null} */ let at = node;
  while (at) {
    if (at instanceof Element) {
      const { backgroundColor, color } = getComputedStyle(at);
      if (!/^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor)) return { paper: backgroundColor, ink: color };
    }
    at = at instanceof ShadowRoot ? at.host : at.parentNode;
  }
  return { paper: "Canvas", ink: "CanvasText" };
}

/** Mounted on every page: explains what stands outside of components. */
export default function () {
  explain(document);
  let due = false;
  const watcher = new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      firsts(document);
    });
  });
  watcher.observe(document.body, { childList: true, subtree: true });
  firsts(document);
  return () => watcher.disconnect();
}
