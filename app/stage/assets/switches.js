// @ts-check
/**
 * Which readings are shown, by which cells the steps go, and how the stamps stand.
 *
 * @typedef {import("./scene.js").Scene} Scene
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice } from "./html.js";

const READINGS = /** @type {[string, string][]} */ ([["terms", "Products"], ["stamp", "Stamp"], ["slide", "Slide"], ["matrix", "Matrix"]]);

/**
 * @param {(name: string, change: Partial<import("./controls.js").Controls>) => void} choose
 * @param {() => void} redraw
 */
export function switchboard(choose, redraw) {
  /** @type {string[]} */ let readings = ["stamp"];
  /** Those of this operation. @type {string[]} */ let offered = [];
  let tab = "stamp";
  let narrow = false;
  let stamps = "each";

  const reading = choice("Reading", READINGS, (value) => {
    if (readings.length === 1) return choose("readings", { readings: [value] });
    if (narrow) {
      tab = value;
      show();
      return redraw();
    }
    const on = readings.includes(value);
    const wanted = offered.filter((one) => (one === value ? !on : readings.includes(one)));
    choose("readings", { readings: wanted.length ? wanted : [value] });
  });
  const together = element("button", {
    type: "button", class: "plain together", title: "All readings of the same numbers, one cursor",
    onclick: () => choose("readings", { readings: readings.length > 1 ? [narrow ? tab : readings[0]] : offered }),
  }, "Side by side");
  const walk = choice("Steps go through", [["input", "by input"], ["output", "by output"]], (value) => choose("walk", { walk: value }));
  walk.node.title = "What one step is: one input cell, or one output cell";
  const arrangement = choice("Stamps", [["each", "all"], ["one", "one"], ["row", "in a row"]], (value) => {
    stamps = value;
    redraw();
  });
  for (const small of [walk, arrangement]) small.node.classList.add("small");

  function show() {
    const pressed = narrow && readings.length > 1 ? [tab] : readings;
    for (const [value] of READINGS) reading.show(value, offered.includes(value));
    for (const button of reading.node.children) {
      button.setAttribute("aria-pressed", String(pressed.includes(/** @type {HTMLElement} */ (button).dataset.value ?? "")));
    }
    together.setAttribute("aria-pressed", String(readings.length > 1));
  }

  return {
    node: element("div", { class: "switches" }, reading.node, together, walk.node, arrangement.node),
    arrangement: () => stamps,
    /** What to draw. @param {boolean} isNarrow one at a time */
    readings(isNarrow) {
      narrow = isNarrow;
      if (!readings.includes(tab)) tab = readings[0];
      show();
      return narrow ? [tab] : readings;
    },
    /** @param {Scene} scene @param {boolean} matrix whether a matrix can be shown */
    set(scene, matrix) {
      readings = scene.readings.filter((one) => one !== "matrix" || matrix || scene.readings.length === 1);
      offered = READINGS.map(([value]) => value).filter((value) =>
        (value !== "terms" || scene.value) && (value !== "stamp" || scene.operation === "transposed") && (value !== "matrix" || matrix));
      walk.node.hidden = scene.operation === "convolution" || (readings.length === 1 && readings[0] !== "matrix");
      walk.set(scene.walk);
      show();
    },
    /** @param {string[]} possible @param {string} now @param {boolean} isNarrow */
    arrange(possible, now, isNarrow) {
      arrangement.node.hidden = possible.length < 2;
      for (const mode of ["each", "one", "row"]) arrangement.show(mode, possible.includes(mode));
      arrangement.set(now);
      together.hidden = offered.length < 2 || isNarrow || offered.includes("terms");
    },
  };
}
