// @ts-check
/**
 * Numbers with a slider and a field each: sizes, stride, padding, dilation. A number is for both
 * axes until height and width are let apart; a padding can be let apart into its four sides. A field
 * takes both at once, too, like 3x5: what is no number goes to Python as it was typed.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice, icon } from "./html.js";

const NUMBERS = [
  ["kernel_size", "Kernel", "cells of the kernel"],
  ["stride", "Stride", ""],
  ["padding", "Padding", "cells of padding"],
  ["output_padding", "Output pad.", "output_padding"],
  ["dilation", "Dilation", ""],
];
const PADDING = "padding";
/** What each row of a control is for, by their number: a sign and a word. @type {{[rows: number]: string[][]}} */
const PARTS = {
  1: [["", ""]],
  2: [["↕", "height"], ["↔", "width"]],
  4: [["↑", "top"], ["↓", "bottom"], ["←", "left"], ["→", "right"]],
};
/** The two of a row's padding. */
const ENDS = PARTS[4].slice(2);
/** A pointer that rests on a row this long, in milliseconds, may be about to take its control. */
const REST = 60;
/** By how much a key of a field changes its number. @type {{[key: string]: number}} */
const STEPS = { ArrowUp: 1, ArrowDown: -1 };
/** A control's numbers in some rows: one for all, height and width, or top, bottom, left and right.
 * @param {any} value @param {number} rows @param {boolean} flat whether there is a width alone @returns {number[]} none where a word stands for them */
function numbersIn(value, rows, flat) {
  if (typeof value === "string") return [];
  const axes = Array.isArray(value) ? value : [value, value];
  const ends = axes.flatMap((axis) => (Array.isArray(axis) ? axis : [axis, axis]));
  if (rows === 4) return ends;
  if (rows === 1) return ends.slice(0, 1);
  return flat ? ends.slice(2) : [ends[0], ends[2]];
}

/** Whether height and width are one number, at sight, with room for a finger. @param {() => void} press */
const chain = (press) => element("button", { type: "button", class: "chain", onclick: press }, icon("linked"), icon("parted"));

/** What a chain says of a control, and what pressing it does. @param {HTMLElement} button @param {string} label @param {string} state @param {string} next */
function tell(button, label, state, next) {
  button.title = `${state}; press to set ${next}`;
  button.setAttribute("aria-label", `${label}: ${button.title.toLowerCase()}`);
}

/** As few numbers as say the same, as Python has them. @param {number[]} numbers @param {boolean} flat */
function folded(numbers, flat) {
  if (numbers.every((number) => number === numbers[0])) return numbers[0];
  if (flat) return [numbers, numbers];
  if (numbers.length < 4) return numbers;
  const [top, bottom, left, right] = numbers;
  return top === bottom && left === right ? [top, left] : [[top, bottom], [left, right]];
}

/** A control's value with another number at a place of the size formula. @param {any} value @param {import("./formula.js").Place} place @param {number} number @param {boolean} flat */
export function turned(value, { axis, end }, number, flat) {
  if (!end || typeof value === "string") return Array.isArray(value) ? value.map((one, i) => (axis === null || axis === i ? number : one)) : number;
  const at = end === "before" ? 0 : 1;
  const ends = numbersIn(value, flat ? 2 : 4, flat);
  return folded(ends.map((one, i) => (i % 2 === at && (flat || axis === null || axis === Math.floor(i / 2)) ? number : one)), flat);
}

/** The control that a field is of. @param {string} id */
const controlOf = (id) => (id === "height" || id === "width" ? "input_size" : id.split("-")[0]);

/** Rows that it takes to say a value. @param {any} value */
const needed = (value) => (!Array.isArray(value) ? 1 : value.some(Array.isArray) ? 4 : 2);

/**
 * @param {string[][]} paddings that can be said by a word
 * @param {(framework: string) => boolean} sided whether a framework takes a padding for each side
 * @param {(kind: string, name: string) => string} hint of a parameter
 * @param {{move: (moved: string, change: Partial<import("./message.js").Controls>, commit: boolean) => void,
 *   take: (moved: string) => Promise<boolean>, now: () => import("./message.js").Controls}} lab
 */
export function sliders(paddings, sided, hint, { move, take, now }) {
  let linked = true;
  /** Whether a row was shown last. */
  let row = false;
  /** @type {{[name: string]: {range: HTMLInputElement, box: HTMLInputElement, row: HTMLElement}}} */
  const rows = {};

  /** Its explanation comes over the label alone: over slider and field it would cover the next ones.
   * @param {string} name @param {string} label @param {string} about @param {(value: number, commit: boolean) => void} set */
  function slider(name, label, about, set) {
    const id = `lab-${name}`;
    const title = [about, "a number, or height and width like 3x5"].filter(Boolean).join("; ");
    const range = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", step: 1, "aria-label": label, "aria-description": title,
      oninput: () => set(range.valueAsNumber, false), onchange: () => set(range.valueAsNumber, true),
    }));
    const box = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", role: "spinbutton", inputmode: "decimal", autocomplete: "off", maxlength: 40, id, "aria-description": title,
      // A number out of range waits for Enter: its answer would put another one in the field, and
      // Enter would then ask for that one, and take away what was said.
      oninput: () => { box.dataset.typed = ""; if (within(number())) set(number(), false); },
      onchange: () => enter(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => step(event),
      onblur: () => { if ("typed" in box.dataset) enter(); },
    }));
    const number = () => (/^\s*-?[\d.]+\s*$/.test(box.value) ? Number(box.value) : NaN);
    const within = (/** @type {number} */ value) => Number.isInteger(value) && value >= Number(box.ariaValueMin) && value <= Number(box.ariaValueMax);

    /** What was typed is meant: a number, both axes, or nothing, which puts the old number back. */
    function enter() {
      delete box.dataset.typed;
      if (Number.isFinite(number())) set(number(), true);
      else if (box.value.trim()) say(name, box.value);
      else show(true);
    }

    /** The arrows count, as in any field of a number. @param {KeyboardEvent} event */
    function step(event) {
      const by = STEPS[event.key];
      if (!by || !Number.isFinite(number())) return;
      event.preventDefault();
      if (!within(number() + by)) return;
      box.value = String(number() + by);
      enter();
    }

    const row = element("div", { class: "row" }, element("label", { for: id, title }, label), range, box);
    rows[name] = { range, box, row };
    expect(row, controlOf(name));
    return row;
  }

  /** A text is what both axes are to be: Python reads it. @param {string} id @param {string} text */
  function say(id, text) {
    const name = controlOf(id);
    move(name, { [name]: /** @type {any} */ (text) }, true);
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
      move("input_size", { input_size: flat() ? [1, value] : linked ? [value, value] : [value, now().input_size[1]] }, commit)),
    slider("width", "Width", "columns of the input", (value, commit) =>
      move("input_size", { input_size: [now().input_size[0], value] }, commit)),
  ];
  const link = chain(() => {
    linked = !linked;
    if (linked) move("input_size", { input_size: [now().input_size[0], now().input_size[0]] }, true);
    else show();
  });
  const inputLabel = /** @type {HTMLElement} */ (rows.height.row.firstElementChild);
  const both = element("span", { class: "both" }, link);
  inputLabel.replaceWith(both);
  both.prepend(inputLabel);

  /** Rows of each control. @type {{[name: string]: number}} */
  const apart = Object.fromEntries(NUMBERS.map(([name]) => [name, 1]));
  const idOf = (/** @type {string} */ name, /** @type {number} */ i) => (i ? `${name}-${i}` : name);
  const flat = () => now().dimensions === 1;
  const valueOf = (/** @type {string} */ name) => /** @type {any} */ (now())[name];

  /** One of a control's rows takes another number. @param {string} name @param {number} i @param {number} value @param {boolean} commit */
  function part(name, i, value, commit) {
    const known = numbersIn(valueOf(name), apart[name], flat());
    const numbers = known.length ? known : Array(apart[name]).fill(value);
    numbers[i] = value;
    move(name, { [name]: folded(numbers, flat()) }, commit);
  }

  /** Rows into which a control can be let apart. @param {string} name */
  const mostRows = (name) => (name === PADDING && sided(now().framework) && !flat() ? 4 : 2);

  /** Let height and width apart, then the sides of a padding, then take them together again. @param {string} name */
  function divide(name) {
    const most = mostRows(name);
    const [first] = numbersIn(valueOf(name), apart[name], flat());
    apart[name] = apart[name] >= most ? 1 : apart[name] * 2;
    if (apart[name] > 1 || first === undefined) show();
    else move(name, { [name]: first }, true);
  }

  const others = NUMBERS.flatMap(([name, label, own]) => {
    const made = PARTS[name === PADDING ? 4 : 2].map((_, i) =>
      slider(idOf(name, i), label, hint(name, own), (value, commit) => part(name, i, value, commit)));
    const title = /** @type {HTMLElement} */ (made[0].firstElementChild);
    const heading = element("span", { class: "both" }, chain(() => divide(name)));
    title.replaceWith(heading);
    heading.prepend(title);
    return [element("div", { class: "divided" }, ...made)];
  });
  const words = choice("Padding by a word", paddings, (value) =>
    move("padding", { padding: now().padding === value ? 0 : value }, true));
  words.node.classList.add("words");
  others.splice(3, 0, element("div", { class: "row" }, element("span"), words.node));

  /** @param {boolean} [everything] also a field that was just emptied to type anew */
  function show(everything) {
    if (!read("input_size")) showSizes(everything);
    for (const [name, label] of NUMBERS) if (!read(name)) showParts(name, label, everything);
    words.set(String(now().padding));
  }

  /** Whether Python still has to read what was typed: its rows stand as they are until it has. @param {string} name */
  function read(name) {
    const value = valueOf(name);
    return typeof value === "string" && !(name === PADDING && paddings.some(([word]) => word === value));
  }

  /** @param {boolean} [everything] */
  function showSizes(everything) {
    const [height, width] = now().input_size;
    // From a row to a picture the height is Python's to say.
    if (height !== width && !row) linked = false;
    row = flat();
    if (row) linked = true;
    inputLabel.textContent = linked ? "Input" : "Height";
    rows.width.row.hidden = linked;
    link.hidden = row;
    tell(link, "Input", `Height and width ${linked ? "together" : "apart"}`, linked ? "them apart" : "them together");
    link.setAttribute("aria-pressed", String(linked));
    fill("height", row ? width : height, everything);
    fill("width", width, everything);
  }

  /** The rows of a control, as many as there are now. @param {string} name @param {string} label @param {boolean} [everything] */
  function showParts(name, label, everything) {
    const least = needed(valueOf(name));
    const ends = flat() && name === PADDING && sided(now().framework);
    // A row has no height, and of a padding two ends at most.
    apart[name] = flat() ? (ends && Math.max(apart[name], least) > 1 ? 2 : 1) : Math.max(apart[name], least);
    const count = apart[name];
    const parts = flat() && count > 1 ? ENDS : PARTS[count];
    const numbers = numbersIn(valueOf(name), count, flat());
    PARTS[name === PADDING ? 4 : 2].forEach((_, i) => {
      const { row, range } = rows[idOf(name, i)];
      row.hidden = i >= count;
      if (row.hidden) return;
      const [sign, word] = parts[i];
      const title = /** @type {HTMLElement} */ (row.querySelector("label"));
      title.textContent = i ? sign : `${label} ${sign}`.trim();
      range.setAttribute("aria-label", `${label} ${word}`.trim());
      fill(idOf(name, i), numbers[i], everything);
    });
    const button = /** @type {HTMLElement} */ (rows[name].row.querySelector(".chain"));
    button.hidden = flat() && !ends;
    const both = flat() ? "Both ends" : "Height and width";
    tell(button, label, count === 4 ? "Each side for itself" : `${both} ${count === 1 ? "together" : "apart"}`,
      count === 1 ? "them apart" : count < mostRows(name) ? "each side for itself" : "them together");
    button.setAttribute("aria-pressed", String(count === 1));
  }

  /** Show a number in a row, or that a word stands for it. @param {string} id @param {number|undefined} value @param {boolean} [everything] */
  function fill(id, value, everything) {
    const { range, box, row } = rows[id];
    row.classList.toggle("off", value === undefined ||
      (id.startsWith("output_padding") && now().operation === "convolution" && value === 0));
    if (value !== undefined) range.value = String(value);
    const text = value === undefined ? "" : String(value);
    // What is being typed waits for Enter: an answer on its way must not put the old number back.
    const typing = box.matches(":focus") && "typed" in box.dataset;
    if ((!typing || everything) && box.value !== text) box.value = text;
    box.ariaValueNow = text || null;
  }

  return {
    node: element("div", { class: "rows" }, ...sizes, ...others),
    show,
    /** @param {import("./message.js").Limits} limits @param {{[name: string]: number}} reach beyond it numbers are typed: a slider over all of them would jump */
    limit(limits, reach) {
      for (const [id, { range, box }] of Object.entries(rows)) {
        const name = controlOf(id);
        const [low, high] = limits[name];
        range.min = String(low);
        const numbers = [valueOf(name)].flat(2).filter(Number.isFinite);
        range.max = String(Math.max(reach[name], ...numbers));
        [box.ariaValueMin, box.ariaValueMax] = [String(low), String(high)];
      }
    },
  };
}
