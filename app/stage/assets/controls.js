// @ts-check
/**
 * The controls: real inputs and buttons. They hold what the user set, at once; Python says
 * afterwards whether it is possible.
 *
 * @typedef {import("./message.js").Controls} Controls
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { channels } from "./channels.js";
import { exampleList } from "./examples.js";
import { extras } from "./extras.js";
import { filling } from "./filling.js";
import { choice } from "./html.js";
import { sliders, turned } from "./sliders.js";

/**
 * @param {HTMLElement} parent
 * @param {import("./message.js").Choices} choices
 * @param {{wish: (moved: string, commit: boolean, edit?: object) => void, take: (moved: string) => Promise<boolean>,
 *   choose: (edit: object) => void, edit: () => void, letter: () => void}} lab
 *   ``choose``: a wish for another setting as a whole; ``edit`` and ``letter`` begin and end typing into cells, and letters instead of numbers
 */
export function controls(parent, choices, lab) {
  /** @type {Controls} */ let now;
  const wish = (/** @type {object} */ edit) => lab.wish("", true, edit);

  /** @param {string} moved @param {Partial<Controls>} change @param {boolean} [commit] */
  function move(moved, change, commit = true) {
    now = { ...now, ...change };
    show();
    lab.wish(moved, commit);
  }

  /** A parameter in words, and what the frameworks call it that have a name of their own. @param {string} name @param {string} own */
  const hint = (name, own) => [own, ...choices.frameworks.flatMap(({ name: framework, words }) =>
    words.filter(([parameter]) => parameter === name).map(([, word]) => `${framework}: ${word}`))].filter(Boolean).join("; ");

  const operation = choice("Operation", choices.operations,
    (value) => move("operation", { operation: value }));
  const framework = choice("Framework", choices.frameworks.map(({ key, name }) => [key, name]),
    (value) => move("framework", { framework: value }));
  const sided = (/** @type {string} */ key) => choices.frameworks.some((one) => one.key === key && one.sides);
  const numbers = sliders(choices.paddings, sided, hint, { move, take: lab.take, now: () => now });
  const rest = extras(choices, { move, now: () => now });
  const maps = channels(hint, { move, wish, now: () => now, restore: () => show(true) });
  const edit = element("button", { type: "button", class: "plain edit", "aria-label": "Edit numbers", title: "Type into input and kernel", onclick: lab.edit }, "Edit");
  const fills = filling(choices, wish);
  const examples = exampleList((key) => lab.choose({ kind: "example", key }));
  const reset = element("button", { type: "button", class: "plain", title: "Back to the first example", onclick: () => lab.choose({ kind: "reset" }) }, "Reset");
  const symbols = element("button", { type: "button", class: "plain symbols", title: "Letters instead of numbers", "aria-pressed": "false", onclick: lab.letter }, "a·w");
  symbols.setAttribute("aria-label", "Letters instead of numbers");
  const nothing = /** @type {HTMLOptionElement} */ (element("option", { value: "" }));
  const compares = /** @type {HTMLSelectElement} */ (element("select", {
    class: "plain compares", "aria-label": "Compare: what stands beside it", title: "Another framework, a mistake, another number, the way back",
    onchange: () => move("beside", { beside: compares.value }),
  }, nothing, ...choices.beside.map(({ label, choices: some }) => element("optgroup", { label }, ...some.map(([value, name]) => element("option", { value }, name))))));
  parent.append(operation.node, framework.node, numbers.node, maps.node, rest.node,
    element("div", { class: "buttons" }, edit, symbols, compares, reset), fills.node,
    element("h2", {}, "Examples"), examples.node);

  /** @param {boolean} [everything] also a field that was just emptied to type anew */
  function show(everything) {
    operation.set(now.operation);
    framework.set(now.framework);
    numbers.show(everything);
    maps.show();
    rest.show();
    nothing.textContent = now.beside ? "No comparison" : "Compare…";
    const options = [...compares.options];
    // What stands beside it may end in a number of its own; a framework does not stand beside itself.
    const chosen = options.find(({ value }) => value && `${now.beside}.`.startsWith(`${value}.`))?.value ?? "";
    if (compares.value !== chosen) compares.value = chosen;
    for (const option of options) option.hidden = option.value.endsWith(`.${now.framework}`);
    compares.classList.toggle("on", now.beside !== "");
  }

  return {
    /** @param {Controls} wanted @param {import("./message.js").Limits} limits @param {{[name: string]: number}} reach */
    set(wanted, limits, reach) {
      now = wanted;
      numbers.limit(limits, reach);
      maps.limit(limits);
      fills.set(wanted.fills, wanted.holds);
      show();
    },
    get: () => now,
    /** A number of the size formula was turned. @param {string} name @param {import("./formula.js").Place} place @param {number} value @param {boolean} commit */
    turn(name, place, value, commit) {
      const whole = turned(/** @type {any} */ (now)[name], place, value, now.dimensions === 1);
      // A 0 that stands in the formula is said, where that is another thing than to say nothing.
      const said = name === "output_padding" && whole === 0 && choices.frameworks.some(({ key, zero }) => zero && key === now.framework);
      move(name, { [name]: whole, ...(said && { zero_said: true }) }, commit);
    },
    /** @param {string} name @param {Partial<Controls>} change */
    choose: (name, change) => move(name, change),
    /** @param {boolean} on */
    lettered: (on) => symbols.setAttribute("aria-pressed", String(on)),
    /** @param {boolean} on */
    editing(on) {
      edit.setAttribute("aria-label", on ? "Done editing" : "Edit numbers");
      edit.setAttribute("aria-pressed", String(on));
      fills.node.hidden = !on;
      edit.textContent = on ? "Done" : "Edit";
    },
    examples: examples.set,
  };
}
