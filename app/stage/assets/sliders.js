// @ts-check
/** Numbers with a slider and a field each: sizes, stride, padding, dilation. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice } from "./html.js";

const NUMBERS = [
  ["kernel_size", "Kernel", "cells of the kernel, both ways"],
  ["stride", "Stride", ""],
  ["padding", "Padding", "cells of padding on every side"],
  ["output_padding", "Output pad.", "output_padding"],
  ["dilation", "Dilation", ""],
];
/** A pointer that rests on a row this long, in milliseconds, may be about to take its control. */
const REST = 60;
/** Larger inputs are typed: a slider over all sizes would jump. */
const WIDEST_SLIDER = 16;

/**
 * @param {string[][]} paddings that can be said by a word
 * @param {(kind: string, name: string) => string} hint of a parameter
 * @param {{move: (moved: string, change: Partial<import("./message.js").Controls>, commit: boolean) => void,
 *   take: (moved: string) => Promise<boolean>, now: () => import("./message.js").Controls}} lab
 */
export function sliders(paddings, hint, { move, take, now }) {
  let linked = true;
  /** @type {{[name: string]: {range: HTMLInputElement, box: HTMLInputElement, row: HTMLElement}}} */
  const rows = {};

  /** Its explanation comes over the label alone: over slider and field it would cover the next ones.
   * @param {string} name @param {string} label @param {string} title @param {(value: number, commit: boolean) => void} set */
  function slider(name, label, title, set) {
    const id = `lab-${name}`;
    const range = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", step: 1, "aria-label": label, "aria-description": title,
      oninput: () => set(range.valueAsNumber, false), onchange: () => set(range.valueAsNumber, true),
    }));
    const box = /** @type {HTMLInputElement} */ (element("input", {
      type: "number", step: 1, id, "aria-description": title,
      // At each key, so that an answer on its way cannot put the old number back.
      // A number out of range waits for Enter: its answer would put another one in the field, and
      // Enter would then ask for that one, and take away what was said.
      oninput: () => { if (Number.isFinite(box.valueAsNumber) && box.validity.valid) set(box.valueAsNumber, false); },
      onchange: () => (Number.isFinite(box.valueAsNumber) ? set(box.valueAsNumber, true) : show(true)),
    }));
    const row = element("div", { class: "row" }, element("label", { for: id, title }, label), range, box);
    rows[name] = { range, box, row };
    expect(row, name === "height" || name === "width" ? "input_size" : name);
    return row;
  }

  /** Ask what a control would show, as soon as a hand is near. @param {HTMLElement} row @param {string} moved */
  function expect(row, moved) {
    let resting = 0;
    const ask = async () => { if (await take(moved)) row.dataset.told = ""; };
    row.addEventListener("pointerenter", () => { resting = setTimeout(ask, REST); });
    row.addEventListener("pointerleave", () => clearTimeout(resting));
    row.addEventListener("pointerdown", ask);
    row.addEventListener("focusin", ask);
  }

  const sizes = [
    slider("height", "Input", "rows of the input", (value, commit) =>
      move("input_size", { input_size: linked ? [value, value] : [value, now().input_size[1]] }, commit)),
    slider("width", "Width", "columns of the input", (value, commit) =>
      move("input_size", { input_size: [now().input_size[0], value] }, commit)),
  ];
  const link = element("button", {
    type: "button", class: "link", title: "Height and width together",
    onclick: () => {
      linked = !linked;
      if (linked) move("input_size", { input_size: [now().input_size[0], now().input_size[0]] }, true);
      else show();
    },
  });
  const inputLabel = /** @type {HTMLElement} */ (rows.height.row.firstElementChild);
  const both = element("span", { class: "both" }, link);
  inputLabel.replaceWith(both);
  both.prepend(inputLabel);

  const others = NUMBERS.map(([name, label, own]) =>
    slider(name, label, hint(name, own), (value, commit) => move(name, { [name]: value }, commit)));
  const words = choice("Padding by a word", paddings, (value) =>
    move("padding", { padding: now().padding === value ? 0 : value }, true));
  words.node.classList.add("words");
  others.splice(3, 0, element("div", { class: "row" }, element("span"), words.node));

  /** @param {boolean} [everything] also a field that was just emptied to type anew */
  function show(everything) {
    const [height, width] = now().input_size;
    if (height !== width) linked = false;
    inputLabel.textContent = linked ? "Input" : "Height";
    rows.width.row.hidden = linked;
    link.textContent = linked ? "H = W" : "H, W";
    link.setAttribute("aria-pressed", String(linked));
    const { padding, operation } = now();
    const values = { ...now(), height, width, padding: typeof padding === "number" ? padding : undefined };
    for (const [name, { range, box, row }] of Object.entries(rows)) {
      const value = /** @type {any} */ (values)[name];
      row.classList.toggle("off", value === undefined ||
        (name === "output_padding" && operation === "convolution" && value === 0));
      if (value !== undefined) range.value = String(value);
      const emptied = box.matches(":focus") && box.value === "";
      if (!emptied || everything) box.value = value === undefined ? "" : String(value);
    }
    words.set(String(padding));
  }

  return {
    node: element("div", { class: "rows" }, ...sizes, ...others),
    show,
    /** @param {import("./message.js").Limits} limits */
    limit(limits) {
      for (const [name, { range, box }] of Object.entries(rows)) {
        const side = name === "height" || name === "width";
        const [low, high] = limits[side ? "input_size" : name];
        for (const input of [range, box]) Object.assign(input, { min: String(low), max: String(high) });
        if (side) range.max = String(Math.max(WIDEST_SLIDER, ...now().input_size));
      }
    },
  };
}
