// @ts-check
/** Buttons and their symbols, shared by controls, switches and player. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { node } from "../transposed-convolution-lab.shared/svg.js";

const PATHS = {
  first: "M5 4v12M15 4l-8 6 8 6z",
  back: "M13 4l-8 6 8 6z",
  play: "M6 4l10 6-10 6z",
  pause: "M6 4h3v12H6zM11 4h3v12h-3z",
  forward: "M7 4l8 6-8 6z",
  last: "M15 4v12M5 4l8 6-8 6z",
  present: "M3 4h14v9H3zM10 13v4M6 17h8",
  linked: "M8.5 11.5l3-3M9 6l1.5-1.5a3 3 0 0 1 4.5 4.5L13.5 10.5M11 14l-1.5 1.5a3 3 0 0 1-4.5-4.5L6.5 9.5",
  parted: "M9 6l1.5-1.5a3 3 0 0 1 4.5 4.5L13.5 10.5M11 14l-1.5 1.5a3 3 0 0 1-4.5-4.5L6.5 9.5M4.5 4.5l2 2M15.5 15.5l-2-2",
  loop: "M15.5 7A6 6 0 1 0 16 11M12.5 7h4v-4",
};

/** A media symbol; fonts often lack them. @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = node("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" });
  // No class: a button may be called as its symbol is, and styles of the one would fall on the other.
  svg.dataset.icon = name;
  svg.append(node("path", { d: PATHS[name] }));
  return svg;
}

/** Say whether a button is pressed, where that changes. @param {Element} button @param {boolean|string} on "mixed" where it holds in part */
export function press(button, on) {
  if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
}

/**
 * Buttons of which one is pressed.
 * @param {string} label @param {string[][]} options value and text
 * @param {(value: string) => void} choose
 */
export function choice(label, options, choose) {
  const buttons = options.map(([value, text]) =>
    element("button", { type: "button", "data-value": value, onclick: () => choose(value) }, text));
  const node = element("div", { class: "choice", role: "group", "aria-label": label }, ...buttons);
  return {
    node,
    /** @param {string} value @param {string} [pressed] how far: "mixed" where it holds in part */
    set(value, pressed = "true") {
      for (const button of buttons) {
        press(button, button.dataset.value === value && pressed);
      }
    },
    /** @param {string} value @param {boolean} shown */
    show(value, shown) {
      for (const button of buttons) if (button.dataset.value === value && button.hidden === shown) button.hidden = !shown;
    },
  };
}
