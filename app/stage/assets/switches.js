// @ts-check
/**
 * Which readings are shown, by which cells the steps go, and how the stamps stand.
 *
 * @typedef {import("./scene.js").Scene} Scene
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice } from "./html.js";
import { READINGS } from "./readings.js";

/** Why a button does nothing now. @param {Element} button @param {string|undefined} why */
function explain(button, why) {
  for (const name of ["title", "aria-description"]) {
    if (why) button.setAttribute(name, why);
    else button.removeAttribute(name);
  }
  if (why) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

/**
 * @param {import("./message.js").Choices} choices
 * @param {(name: string, change: Partial<import("./message.js").Controls>) => void} choose
 * @param {() => void} redraw
 * @param {(text: string) => void} say
 */
export function switchboard(choices, choose, redraw, say) {
  /** @type {string[]} */ let readings = [];
  /** Those of this operation. @type {string[]} */ let offered = [];
  /** Why others cannot be read here. @type {Map<string, string>} */ let lacking = new Map();
  /** Whether they can stand side by side. */
  let several = true;
  let tab = "";
  let narrow = false;
  let stamps = "each";

  const reading = choice("Reading", choices.readings, (value) => {
    const why = lacking.get(value);
    if (why) return say(why);
    if (readings.length === 1 || !READINGS[value].abreast) return choose("readings", { readings: [value] });
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
    onclick: () => choose("readings", { readings: readings.length > 1 ? [narrow ? tab : readings[0]] : abreast() }),
  }, "Side by side");
  const walk = choice("Steps go through", choices.walks, (value) => choose("walk", { walk: value }));
  walk.node.title = "What one step is: one input cell, or one output cell";
  const arrangement = choice("Stamps", choices.arrangements, (value) => {
    stamps = value;
    redraw();
  });
  for (const small of [walk, arrangement]) small.node.classList.add("small");

  /** All that compute the output, and what is shown already. */
  const abreast = () => offered.filter((one) => READINGS[one].abreast && (READINGS[one].result || readings.includes(one)));

  function show() {
    const pressed = narrow && readings.length > 1 ? [tab] : readings;
    const near = (/** @type {string} */ value) => !READINGS[value].within || [value, READINGS[value].within].some((one) => readings.includes(one));
    for (const [value] of choices.readings) reading.show(value, near(value) && (offered.includes(value) || lacking.has(value)));
    for (const button of reading.node.children) {
      const value = /** @type {HTMLElement} */ (button).dataset.value ?? "";
      button.setAttribute("aria-pressed", String(pressed.includes(value)));
      explain(button, lacking.get(value));
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
    /** @param {Scene} scene */
    set(scene) {
      ({ readings, offered } = scene);
      lacking = new Map(scene.lacking.map(([key, why]) => [key, why]));
      several = !scene.value;
      walk.node.hidden = scene.walks.length < 2;
      walk.set(scene.walk);
      show();
    },
    /** @param {string[]} possible @param {string} now @param {boolean} isNarrow */
    arrange(possible, now, isNarrow) {
      arrangement.node.hidden = possible.length < 2;
      for (const [mode] of choices.arrangements) arrangement.show(mode, possible.includes(mode));
      arrangement.set(now);
      together.hidden = offered.length < 2 || isNarrow || !several;
    },
  };
}
