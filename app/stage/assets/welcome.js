// @ts-check
/**
 * For who comes for the first time: the way to the course, in the bar, and three hints. A hint goes
 * once it was used, and does not come back; with the last one the way to the course goes, too.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { READINGS } from "./readings.js";

const SEEN = "transposed-convolution-lab.seen";
/** Kept in place of names once all hints are gone. */
const ALL = "1";
/** A pointer that stays this long on a cell, in milliseconds, was put there. */
const DWELL = 600;

/** @typedef {"play"|"point"|"change"} Hint */

export function welcome() {
  const plays = element("span");
  const touched = matchMedia("(pointer: coarse)").matches;
  /** @type {{[name in Hint]: HTMLElement}} */
  const hints = {
    play: element("span", {}, element("b", {}, "Press play"), plays),
    point: element("span", {}, element("b", {}, `${touched ? "Touch" : "Point at"} any number`), element("span", {}, ": its sum is written out here.")),
    change: element("span", { class: "change" }, element("b", {}, "Drag a slider"), element("span", {}, ", or choose an example.")),
  };
  const node = element("p", { class: "welcome" }, ...Object.values(hints),
    element("a", { href: "./course", target: "_self" }, "New here? The course"),
    element("button", { type: "button", class: "plain", onclick: () => forget(Object.keys(hints)) }, "Got it"));
  let timer = 0;
  forget(remembered());

  /** @param {string[]} names of hints that are not needed any more */
  function forget(names) {
    for (const [name, hint] of Object.entries(hints)) if (names.includes(name) || names.includes(ALL)) hint.hidden = true;
    const used = Object.entries(hints).filter(([, hint]) => hint.hidden).map(([name]) => name);
    const all = used.length === Object.keys(hints).length;
    // Whoever put the lab elsewhere may have hidden the line: it is never brought back here.
    if (all) node.hidden = true;
    try {
      if (used.length) localStorage.setItem(SEEN, all ? ALL : used.join(" "));
    } catch {
      // They come back at the next visit.
    }
  }

  /** @param {Hint} name */
  const used = (name) => { if (!hints[name].hidden) forget([name]); };

  return {
    node,
    used,
    /** @param {boolean} on whether the pointer is on a cell */
    pointing(on) {
      clearTimeout(timer);
      if (on && !hints.point.hidden) timer = setTimeout(() => used("point"), DWELL);
    },
    /** Say what playing shows. @param {import("./scene.js").Scene} scene */
    tell({ readings, walk }) {
      const own = readings.length === 1 && READINGS[readings[0]].plays;
      plays.textContent = `: ${own || `one ${walk} cell after the other`}.`;
    },
  };
}

/** @returns {string[]} */
function remembered() {
  try {
    return (localStorage.getItem(SEEN) ?? "").split(" ");
  } catch {
    // Storage is forbidden here: hints that come back each time would be worse than none.
    return [ALL];
  }
}
