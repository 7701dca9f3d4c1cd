// @ts-check
/**
 * The controls: real inputs and buttons. They hold what the user set, at once; Python says
 * afterwards whether it is possible.
 *
 * @typedef {{operation: string, framework: string, input_size: [number, number],
 *   kernel_size: number, stride: number, padding: number|string, output_padding: number,
 *   dilation: number, readings: string[], walk: string, channels: [number, number],
 *   groups: number, bias: number[], mistake: string, fills: [string, string]}} Controls
 * @typedef {{[name: string]: [number, number]}} Limits
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { choice } from "./html.js";
import { greyLevels } from "./picture.js";

const NUMBERS = [
  ["kernel_size", "Kernel", "cells of the kernel, both ways"],
  ["stride", "Stride", "Keras: strides"],
  ["padding", "Padding", "cells of padding on every side"],
  ["output_padding", "Output pad.", "output_padding"],
  ["dilation", "Dilation", "Keras: dilation_rate"],
];
const KERNELS = [
  ["", "Kernel …"], ["identity", "Identity"], ["blur", "Blur"], ["edge", "Edges"], ["sharpen", "Sharpen"],
  ["nearest", "Enlarge, nearest"], ["bilinear", "Enlarge, bilinear"],
];
/** Larger inputs are typed: a slider over all sizes would jump. */
const WIDEST_SLIDER = 16;
const FILLS = /** @type {[string, string][]} */ ([["count", "1 2 3"], ["ones", "ones"], ["random", "random"]]);

/**
 * @param {HTMLElement} parent
 * @param {(moved: string, commit: boolean, edit?: object) => void} wish
 * @param {() => void} toggleEdit
 * @param {() => void} toggleSymbols
 */
export function controls(parent, wish, toggleEdit, toggleSymbols) {
  /** @type {Controls} */
  let now;
  let linked = true;
  /** @type {{[name: string]: {range: HTMLInputElement, box: HTMLInputElement, row: HTMLElement}}} */
  const rows = {};

  /** @param {string} moved @param {Partial<Controls>} change @param {boolean} commit */
  function move(moved, change, commit) {
    now = { ...now, ...change };
    show();
    wish(moved, commit);
  }

  const operation = choice("Operation", [["convolution", "Convolution"], ["transposed", "Transposed"]],
    (value) => move("operation", { operation: value }, true));
  const framework = choice("Framework", [["pytorch", "PyTorch"], ["keras", "Keras"], ["onnx", "ONNX"]],
    (value) => move("framework", { framework: value }, true));

  /** @param {string} name @param {string} label @param {string} hint @param {(value: number, commit: boolean) => void} set */
  function slider(name, label, hint, set) {
    const id = `lab-${name}`;
    const range = /** @type {HTMLInputElement} */ (element("input", {
      type: "range", step: 1, "aria-label": label, title: hint,
      oninput: () => set(range.valueAsNumber, false), onchange: () => set(range.valueAsNumber, true),
    }));
    const box = /** @type {HTMLInputElement} */ (element("input", {
      type: "number", step: 1, id, title: hint,
      // At each key, so that an answer on its way cannot put the old number back.
      oninput: () => { if (Number.isFinite(box.valueAsNumber)) set(box.valueAsNumber, false); },
      onchange: () => (Number.isFinite(box.valueAsNumber) ? set(box.valueAsNumber, true) : show(true)),
    }));
    const row = element("div", { class: "row" }, element("label", { for: id, title: hint }, label), range, box);
    rows[name] = { range, box, row };
    return row;
  }

  const sizes = [
    slider("height", "Input", "rows of the input", (value, commit) =>
      move("input_size", { input_size: linked ? [value, value] : [value, now.input_size[1]] }, commit)),
    slider("width", "Width", "columns of the input", (value, commit) =>
      move("input_size", { input_size: [now.input_size[0], value] }, commit)),
  ];
  const link = element("button", {
    type: "button", class: "link", title: "Height and width together",
    onclick: () => {
      linked = !linked;
      if (linked) move("input_size", { input_size: [now.input_size[0], now.input_size[0]] }, true);
      else show();
    },
  });
  const inputLabel = /** @type {HTMLElement} */ (rows.height.row.firstElementChild);
  const both = element("span", { class: "both" }, link);
  inputLabel.replaceWith(both);
  both.prepend(inputLabel);

  const others = NUMBERS.map(([name, label, hint]) =>
    slider(name, label, hint, (value, commit) => move(name, { [name]: value }, commit)));
  const words = choice("Padding by a word", [["same", "SAME"], ["valid", "VALID"]], (value) =>
    move("padding", { padding: now.padding === value ? 0 : value }, true));
  words.node.classList.add("words");
  others.splice(3, 0, element("div", { class: "row" }, element("span"), words.node));

  const edit = element("button", { type: "button", class: "plain edit", "aria-label": "Edit numbers", title: "Type into input and kernel", onclick: toggleEdit }, "Edit");
  /** @param {string} grid @param {string} name @param {number} which */
  const fill = (grid, name, which) => {
    const buttons = choice(`Fill the ${name}`, FILLS, (value) => wish("", true, { kind: "fill", grid, fill: value }));
    buttons.node.classList.add("words");
    return { node: element("div", { class: "row" }, element("span", {}, name), buttons.node), which, buttons };
  };
  const fills = [fill("image", "Fill input", 0), fill("kernel", "Fill kernel", 1)];

  const kernels = /** @type {HTMLSelectElement} */ (element("select", {
    class: "plain kernels", "aria-label": "Kernel that does something",
    onchange: () => {
      wish("", true, { kind: "preset", name: kernels.value });
      kernels.value = "";
    },
  }, ...KERNELS.map(([value, text]) => element("option", { value }, text))));
  const drawing = element("button", { type: "button", class: "plain", title: "What is on the canvas of the page “Draw a digit”", onclick: () => wish("", true, { kind: "drawing" }) }, "My drawing");
  const file = /** @type {HTMLInputElement} */ (element("input", {
    type: "file", accept: "image/*", hidden: "", "aria-label": "Image file",
    onchange: () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen) greyLevels(chosen).then((rows) => wish("", true, { kind: "picture", rows }), () => wish("", true, { kind: "picture", rows: null }));
    },
  }));
  const image = element("button", { type: "button", class: "plain", title: "Scaled down to 28 cells, grey", onclick: () => file.click() }, "Image …");
  const fillRows = element("div", { class: "rows", hidden: "" }, ...fills.map((one) => one.node),
    element("div", { class: "buttons" }, drawing, image, file, kernels));
  const examples = element("div", { class: "examples" });
  const reset = element("button", { type: "button", class: "plain", title: "Back to the first example", onclick: () => wish("", true, { kind: "reset" }) }, "Reset");
  const symbols = element("button", { type: "button", class: "plain symbols", title: "Letters instead of numbers", onclick: toggleSymbols }, "a·w");
  symbols.setAttribute("aria-label", "Letters instead of numbers");
  const breaks = /** @type {HTMLSelectElement} */ (element("select", {
    class: "plain breaks", "aria-label": "Break it: make a mistake on purpose", title: "Make a classic mistake on purpose",
    onchange: () => move("mistake", { mistake: breaks.value }, true),
  }));
  const maps = channels();
  parent.append(operation.node, framework.node,
    element("div", { class: "rows" }, ...sizes, ...others),
    maps.node,
    element("div", { class: "buttons" }, edit, symbols, breaks, reset), fillRows,
    element("h2", {}, "Examples"), examples);

  /** Channels, groups and bias: there when asked for. */
  function channels() {
    /** @param {string} label @param {string} hint @param {(value: number) => void} set */
    const count = (label, hint, set) => {
      const box = /** @type {HTMLInputElement} */ (element("input", {
        type: "number", min: 1, max: 4, step: 1, "aria-label": label, title: hint,
        onchange: () => (Number.isFinite(box.valueAsNumber) ? set(box.valueAsNumber) : show(true)),
      }));
      return box;
    };
    const into = count("Input channels", "in_channels", (value) => move("channels", { channels: [value, now.channels[1]] }, true));
    const out = count("Output channels", "out_channels; Keras: filters", (value) => move("channels", { channels: [now.channels[0], value] }, true));
    const groups = count("Groups", "groups", (value) => move("groups", { groups: value }, true));
    const bias = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", "aria-label": "Bias, one number per output channel", title: "one number per output channel", autocomplete: "off",
      onchange: () => wish("", true, { kind: "bias", text: bias.value }),
    }));
    const summary = element("summary", {}, "Channels, groups, bias");
    const node = element("details", { class: "maps" }, summary, element("div", { class: "pairs" },
      element("label", {}, "in", into), element("label", {}, "out", out),
      element("label", {}, "groups", groups), element("label", {}, "bias", bias)));
    return {
      node,
      show() {
        const many = now.channels[0] > 1 || now.channels[1] > 1 || now.bias.some((n) => n !== 0);
        summary.textContent = many
          ? `Channels ${now.channels.join(" → ")}${now.groups > 1 ? `, ${now.groups} groups` : ""}${now.bias.some((n) => n !== 0) ? `, bias ${now.bias.join(", ")}` : ""}`
          : "Channels, groups, bias";
        [into.value, out.value, groups.value] = [...now.channels, now.groups].map(String);
        if (!bias.matches(":focus")) bias.value = now.bias.join(", ");
      },
    };
  }

  /** @param {boolean} [everything] also a field that was just emptied to type anew */
  function show(everything) {
    operation.set(now.operation);
    framework.set(now.framework);
    const [height, width] = now.input_size;
    if (height !== width) linked = false;
    inputLabel.textContent = linked ? "Input" : "Height";
    rows.width.row.hidden = linked;
    link.textContent = linked ? "H = W" : "H, W";
    link.setAttribute("aria-pressed", String(linked));
    const number = typeof now.padding === "number" ? now.padding : undefined;
    const values = { ...now, height, width, padding: number };
    for (const [name, { range, box, row }] of Object.entries(rows)) {
      const value = /** @type {any} */ (values)[name];
      row.classList.toggle("off", value === undefined ||
        (name === "output_padding" && now.operation === "convolution" && value === 0));
      if (value !== undefined) range.value = String(value);
      const emptied = box.matches(":focus") && box.value === "";
      if (!emptied || everything) box.value = value === undefined ? "" : String(value);
    }
    words.set(String(now.padding));
    maps.show();
    if (breaks.value !== now.mistake) breaks.value = now.mistake;
    breaks.classList.toggle("on", now.mistake !== "");
  }

  return {
    /** @param {Controls} wanted @param {Limits} limits */
    set(wanted, limits) {
      now = wanted;
      for (const [name, { range, box }] of Object.entries(rows)) {
        const side = name === "height" || name === "width";
        const [low, high] = limits[side ? "input_size" : name];
        for (const input of [range, box]) Object.assign(input, { min: String(low), max: String(high) });
        if (side) range.max = String(Math.max(WIDEST_SLIDER, ...wanted.input_size));
      }
      for (const one of fills) one.buttons.set(wanted.fills[one.which]);
      show();
    },
    get: () => now,
    /** @param {string} name @param {Partial<Controls>} change */
    choose: (name, change) => move(name, change, true),
    /** @param {boolean} on */
    lettered: (on) => symbols.setAttribute("aria-pressed", String(on)),
    /** @param {[string, string][]} list mistakes that can be made here */
    mistakes(list) {
      const wanted = [["", "Break it…"], ...list];
      if (breaks.options.length !== wanted.length || [...breaks.options].some((option, i) => option.value !== wanted[i][0])) {
        breaks.replaceChildren(...wanted.map(([value, title]) => element("option", { value }, title)));
      }
      breaks.disabled = list.length === 0;
      breaks.value = now.mistake;
      if (breaks.selectedIndex < 0) breaks.value = "";
    },
    /** @param {boolean} on */
    editing(on) {
      edit.setAttribute("aria-label", on ? "Done editing" : "Edit numbers");
      edit.setAttribute("aria-pressed", String(on));
      fillRows.hidden = !on;
      edit.textContent = on ? "Done" : "Edit";
    },
    /** @param {[string, string][]} list @param {string|null} active */
    examples(list, active) {
      if (examples.childElementCount !== list.length) {
        examples.replaceChildren(...list.map(([name, title]) => element("button", {
          type: "button", "data-example": name, title: name,
          onclick: () => wish("", true, { kind: "example", key: name }),
        }, title)));
      }
      for (const button of examples.children) {
        button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.example === active));
      }
    },
  };
}
