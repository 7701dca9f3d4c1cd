// @ts-check
/**
 * Checkerboards of a stack: up to three layers, what a flat input becomes, and why.
 *
 * @typedef {{fields: [string, string][], own: string, size: string, says: string, even: boolean, sums: string[][], lab: string}} Floor
 * @typedef {{name: string, says: string, address: string, size: number[], low: string, high: string}} Picture
 * @typedef {{side: string, stack: string, weights: string, kinds: [string, string][], seed: string, presets: [string, string, string][],
 *   most: number, complaint: string, floors: Floor[], verdict: string, pictures: Picture[], pattern: string[][], repeats: string}} Stack
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @param {(wish: import("./sizes.js").Wish) => void} wish @returns {import("./sizes.js").View} */
export function stackView(wish) {
  const cells = field("Cells a side of the input", "field", () => wish({ cells: cells.value }));
  const seed = field("Which random numbers", "side-field", () => wish({ seed: seed.value }));
  const kinds = element("div", { class: "choice", role: "group", "aria-label": "Weights" });
  const others = element("button", { type: "button", class: "plain", onclick: () => wish({ seed: `${(Number(seed.value) || 0) + 1}` }) }, "Other numbers");
  const random = element("span", { class: "seed" }, element("label", {}, "seed ", seed), others);
  const presets = element("p", { class: "starts soft" });
  const list = element("ol", { class: "floors", "aria-label": "Layers, the first on top" });
  const more = element("button", { type: "button", class: "plain", onclick: () => put(undefined, [floors[floors.length - 1].numbers()]) }, "Add a layer");
  const answer = element("p", { class: "answer", "aria-live": "polite" });
  const pictures = element("div", { class: "pictures" });
  const node = element("section", { class: "stack-view" },
    element("div", { class: "ask" }, element("h1", {}, "A flat input of ", cells, " cells a side"), element("div", { class: "choices" }, element("span", { class: "soft weights-of" }, "Weights of the kernels"), kinds, random)),
    presets, list, element("div", { class: "outcome" }, answer, more), pictures,
    element("p", { class: "soft law" }, "Away from the borders a layer gives every cell the same number of products exactly when its stride divides its kernel; with dilation, when the two have no common factor besides. The same number of products is not yet the same sum: each phase of the kernel has weights of its own, and a flat input shows their sums."));
  /** @type {ReturnType<typeof floor>[]} */ let floors = [];

  /** @param {(i: number) => boolean} [stays] @param {string[][]} [added] */
  function put(stays = () => true, added = []) {
    const kept = floors.filter((_, i) => stays(i));
    const layers = [...kept.map((one) => one.numbers()), ...added];
    wish({ stack: layers.map((layer) => layer.join(",")).join(";"), own: kept.map((one) => one.own()) });
  }

  return {
    node,
    receive(message) {
      const stack = message.stack;
      if (!stack) return;
      if (!cells.matches(":focus")) cells.value = stack.side;
      if (!seed.matches(":focus")) seed.value = stack.seed;
      kinds.replaceChildren(...stack.kinds.map(([key, name]) =>
        element("button", { type: "button", "aria-pressed": key === stack.weights, onclick: () => wish({ weights: key }) }, name)));
      random.hidden = !["random", "alike"].includes(stack.weights);
      presets.replaceChildren("Or see ", ...stack.presets.flatMap(([name, layers, weights], i) => [
        i ? " · " : "", element("button", { type: "button", class: "showme", onclick: () => wish({ stack: layers, weights }) }, name)]));
      // Fields in hand stay as they are while an answer comes.
      if (floors.length !== stack.floors.length) {
        floors = stack.floors.map((_, i) => floor(i, () => put(), () => put((other) => other !== i)));
        list.replaceChildren(...floors.map((one) => one.node));
      }
      floors.forEach((one, i) => one.receive(stack.floors[i], stack.weights === "own", stack.floors.length > 1));
      more.hidden = stack.floors.length >= stack.most;
      answer.textContent = stack.complaint || stack.verdict;
      pictures.replaceChildren(...stack.pictures.map(painted), ...(stack.repeats
        ? [element("figure", { class: "repeats" }, element("b", {}, stack.repeats), ...(stack.pattern.length ? [grid(stack.pattern)] : []))] : []));
    },
  };
}

/** One layer's row. @param {number} i @param {() => void} changed @param {() => void} remove */
function floor(i, changed, remove) {
  const inputs = element("div", { class: "numbers" });
  const own = /** @type {HTMLTextAreaElement} */ (element("textarea", { class: "own", rows: 3, spellcheck: "false", placeholder: "rows of numbers", "aria-label": `Kernel of layer ${i + 1}`, oninput: changed }));
  const size = element("b");
  const says = element("span", { class: "soft" });
  const lab = element("a", { class: "quiet", target: "_self" }, "Open in the lab");
  const without = element("button", { type: "button", class: "quiet", onclick: remove, "aria-label": `Remove layer ${i + 1}` }, "Remove");
  const sums = element("div", { class: "sums" });
  /** @type {HTMLInputElement[]} */ let fields = [];
  const node = element("li", {}, element("h2", {}, `Layer ${i + 1}`), inputs, element("div", { class: "made" }, size, says), sums, own, element("div", { class: "ways" }, lab, without));

  return {
    node,
    // In what is kept a comma parts one field from the next.
    numbers: () => fields.map((one) => one.value.trim().replace(/[,;]/g, "x")),
    own: () => own.value,
    /** @param {Floor} sent @param {boolean} typed whether its kernel is one's own @param {boolean} several */
    receive(sent, typed, several) {
      if (!fields.length) {
        fields = sent.fields.map(([name]) => field(`${name} of layer ${i + 1}`, "side-field", changed));
        inputs.replaceChildren(...sent.fields.map(([name], at) => element("label", {}, `${name} `, fields[at])));
      }
      sent.fields.forEach(([name, value], at) => {
        fields[at].placeholder = name === "padding" || name === "output padding" ? "0" : "1";
        if (!fields[at].matches(":focus")) fields[at].value = value;
      });
      own.hidden = !typed;
      if (!own.matches(":focus")) own.value = sent.own;
      size.textContent = sent.size;
      says.textContent = sent.says;
      node.classList.toggle("uneven", Boolean(sent.says) && !sent.even);
      sums.replaceChildren(...(sent.sums.length ? [element("span", { class: "soft" }, "weights that meet in a cell, added up"), grid(sent.sums)] : []));
      lab.hidden = !sent.lab;
      if (sent.lab) lab.setAttribute("href", `./?${sent.lab}`);
      without.hidden = !several;
    },
  };
}

/** @param {string} name @param {string} kind the field's class @param {() => void} oninput */
function field(name, kind, oninput) {
  return /** @type {HTMLInputElement} */ (element("input", { class: kind, inputmode: "decimal", maxlength: 8, autocomplete: "off", "aria-label": name, oninput }));
}

/** @param {string[][]} numbers */
function grid(numbers) {
  return element("table", { class: "cells" }, element("tbody", {}, ...numbers.map((row) => element("tr", {}, ...row.map((number) => element("td", {}, number))))));
}

/** @param {Picture} picture */
function painted({ name, says, address, size: [height, width], low, high }) {
  return element("figure", {}, element("b", {}, name),
    element("img", { src: address, alt: `${name}: ${says}`, width, height }),
    element("figcaption", {}, element("span", { class: "soft" }, says),
      ...(low === high ? [] : [element("span", { class: "soft legend" }, element("i", { class: "black" }), ` ${low} `, element("i", { class: "white" }), ` ${high}`)])));
}
