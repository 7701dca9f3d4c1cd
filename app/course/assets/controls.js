// @ts-check
/** The few controls that a beat leaves to the learner; Python has sent what each of them leads to. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @typedef {import("./course.js").Choice} Choice */

/** @type {{[name: string]: string}} */
const NAMES = { stride: "Stride", kernel_size: "Kernel" };

/** @param {(choice: Choice) => void} choose */
export function controls(choose) {
  const node = element("div", { class: "knobs" });
  /** @type {Choice[]} */ let choices = [];
  /** @type {{[name: string]: number}} */ let now = {};

  function show() {
    const names = Object.keys(choices[0]?.values ?? {});
    node.replaceChildren(...names.map((name) => element("div", { class: "choice", role: "group", "aria-label": NAMES[name] ?? name },
      element("span", { "aria-hidden": "true" }, NAMES[name] ?? name),
      ...[...new Set(choices.map((choice) => choice.values[name]))].map((value) => element("button", {
        type: "button", "aria-pressed": String(now[name] === value), onclick: () => take({ ...now, [name]: value }),
      }, String(value))))));
  }

  /** @param {{[name: string]: number}} wanted */
  function take(wanted) {
    const found = choices.find(({ values }) => Object.keys(values).every((name) => values[name] === wanted[name]));
    if (!found) return;
    now = found.values;
    const held = [...node.querySelectorAll("button")].findIndex((button) => button.matches(":focus"));
    show();
    node.querySelectorAll("button")[held]?.focus();
    choose(found);
  }

  return {
    node,
    /** @param {Choice[]} wanted @param {import("./script.js").Scene|null} scene the one on show */
    offer(wanted, scene) {
      choices = wanted;
      const described = JSON.stringify(scene);
      now = wanted.find((choice) => JSON.stringify(choice.scene) === described)?.values ?? {};
      show();
    },
  };
}
