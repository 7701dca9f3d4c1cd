// @ts-check
/**
 * A decoder's ladder: the text on the left, its sizes on the right, level beside level.
 *
 * @typedef {{line: number, before: string, written: string, after: string}} Edited
 * @typedef {{title: string, said: string, lines: Edited[], text: string, short: string}} Remedy
 * @typedef {{source: string, preset: string, presets: [string, string][], given: string, taken: string, goal: string, aim: string,
 *   read: string, complaints: [number, string][], missing: number[], quiet: number[], title: string, parameters: string,
 *   rows: import("./rows.js").Row[], code: import("./rows.js").Stop|null, remedies: Remedy[]}} Ladder
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { builderView } from "./builder.js";
import { copyButton } from "./copy.js";
import { editor } from "./editor.js";
import { picture } from "./rows.js";

/** @param {(wish: import("./sizes.js").Wish) => void} wish @returns {import("./sizes.js").View} */
export function ladderView(wish) {
  const text = editor(tell);
  const given = field("Size of the input", () => tell());
  const goal = field("Size that should come out", () => tell());
  const presets = /** @type {HTMLSelectElement} */ (
    element("select", { "aria-label": "Start from an example", onchange: () => presets.value && wish({ preset: presets.value }) }));
  const read = element("p", { class: "soft", "aria-live": "polite" });
  const undone = element("div", { class: "undone" });
  const complaints = element("ul", { class: "complaints", "aria-live": "polite" });
  const remedies = element("div", { class: "remedies" });
  const rows = builderView((edit) => wish({ edit }), text.light);
  const forms = /** @type {HTMLButtonElement[]} */ (["As text", "Layer by layer"].map((name, i) =>
    element("button", { type: "button", "aria-pressed": i === 0, onclick: () => show(i) }, name)));
  const title = element("h2");
  const parameters = element("p", { class: "soft" });
  const drawn = element("div", { class: "climb" });
  const node = element("section", { class: "ladders" },
    element("div", { class: "pasted" },
      element("h1", {}, "Paste or build your layers ", element("span", { class: "soft" }, "PyTorch or Keras. Read, never run."),
        element("span", { class: "choice", role: "group", "aria-label": "How the layers are written" }, ...forms)),
      text.node, rows.node, undone, read, complaints,
      element("label", { class: "soft from" }, "Or start from ", presets),
      remedies),
    element("div", { class: "drawn" },
      element("div", { class: "above" },
        element("div", {}, title, parameters),
        element("p", { class: "sides" },
          element("label", {}, "Input ", given), element("label", {}, "should come out ", goal))),
      drawn));
  let preset = "";
  show(0);

  function tell() {
    // Nothing at all stands for the example's own text.
    wish({ source: text.value() || "\n", given: given.value, goal: goal.value });
  }

  /** Text or rows: two ways to write the same. @param {number} form */
  function show(form) {
    forms.forEach((button, i) => button.setAttribute("aria-pressed", String(i === form)));
    text.node.hidden = form === 1;
    rows.node.hidden = form === 0;
  }

  /** What was mended last, and the text before it. @type {{before: string, after: string, done: string}|null} */ let last = null;

  /** @param {Remedy} remedy */
  function mend(remedy) {
    last = { before: text.value(), after: remedy.text, done: remedy.short.replace("Mend", "Mended") };
    text.replace(remedy.text);
    const [{ line, before, written }] = remedy.lines;
    text.reveal(line, before.length, written.length);
    tell();
  }

  /** One step back, as long as the mended text is as it was mended. */
  function undo() {
    if (!last || text.value() !== last.after) return [];
    const { before, done } = last;
    return [element("p", {}, `${done}. `, element("button", { type: "button", class: "showme", onclick: () => {
      text.replace(before);
      tell();
    } }, "Undo"))];
  }

  return {
    node,
    receive(message) {
      const ladder = message.ladder;
      if (!ladder) return;
      if (!presets.options.length) {
        presets.append(element("option", { value: "" }, "your own text"),
          ...ladder.presets.map(([key, name]) => element("option", { value: key }, name)));
      }
      presets.value = ladder.preset;
      if (ladder.preset !== preset || !text.inHand()) text.put(ladder.source);
      preset = ladder.preset;
      text.mark(ladder.missing, ladder.quiet);
      if (!given.matches(":focus")) given.value = ladder.given;
      if (!goal.matches(":focus")) goal.value = ladder.goal;
      given.placeholder = ladder.taken;
      goal.placeholder = ladder.aim;
      read.textContent = ladder.read;
      if (message.builder) rows.receive(message.builder);
      /** @type {[number, string][]} */ const refused = message.refused ? [[0, message.refused]] : [];
      complaints.replaceChildren(...[...refused, ...ladder.complaints].map(([line, said]) =>
        element("li", {}, line ? element("b", {}, `Line ${line}: `) : "", said)));
      undone.replaceChildren(...undo());
      remedies.replaceChildren(...ladder.remedies.map((remedy, i) => shown(remedy, i === 0, mend)));
      title.textContent = ladder.title;
      parameters.textContent = ladder.parameters;
      drawn.replaceChildren(...(ladder.code ? picture(ladder.rows, ladder.code, text.light) : []));
    },
  };
}

/** @param {string} name @param {() => void} oninput */
function field(name, oninput) {
  return /** @type {HTMLInputElement} */ (
    element("input", { class: "side-field", inputmode: "numeric", maxlength: 20, autocomplete: "off", "aria-label": name, oninput }));
}

/** @param {Remedy} remedy @param {boolean} first @param {(remedy: Remedy) => void} mend */
function shown(remedy, first, mend) {
  const lines = remedy.lines.map(({ line, before, written, after }) =>
    element("li", {}, element("span", { class: "number" }, `${line}`), element("code", {}, before, element("mark", {}, written), after)));
  return element("div", { class: first ? "remedy" : "remedy other" },
    element("h2", {}, remedy.title), element("p", {}, remedy.said), element("ul", {}, ...lines),
    element("p", { class: "buttons" },
      element("button", { type: "button", class: first ? "go" : "plain", onclick: () => mend(remedy) }, remedy.short),
      copyButton("Copy mended code", () => remedy.text)));
}
