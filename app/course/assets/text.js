// @ts-check
/**
 * Sentences as nodes: phrases light their cells, terms explain themselves, veiled numbers are
 * question marks.
 *
 * @typedef {import("./script.js").Run} Run
 * @typedef {import("./script.js").Sentence} Sentence
 * @typedef {import("./script.js").Pin} Pin
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { term } from "../transposed-convolution-lab.shared/glossary.js";
import { lively } from "../transposed-convolution-lab.stage/phrases.js";

/**
 * @param {{light: (pin: Pin|null) => void, pin: (pin: Pin) => boolean}} lab
 *   ``pin``: whether it is pinned now
 */
export function typesetter({ light, pin }) {
  /** @param {Run} run @param {boolean} covered */
  function phrase(run, covered) {
    const what = { target: run.target ?? "", cells: run.cells ?? [] };
    return lively(element("span", {}, ...words(run.runs ?? [{ kind: "words", text: run.text }], covered, true)), what, { light, pin });
  }

  /** @param {Sentence} sentence @param {boolean} covered @param {boolean} [inside] @returns {(Node|string)[]} */
  function words(sentence, covered, inside = false) {
    return sentence.map((run) => {
      if (run.kind === "number") {
        return covered && run.veiled ? element("span", { class: "hidden-number", "aria-label": "covered" , role: "img"}, "?") : element("span", { class: "number" }, run.text);
      }
      if (run.kind === "emphasis") return element("em", {}, run.text);
      if (run.kind === "code") return element("code", {}, run.text);
      if (run.kind === "term") return inside ? run.text : term(run.text, run.means ?? "", Boolean(run.new));
      if (run.kind === "phrase") return inside ? run.text : phrase(run, covered);
      return run.text;
    });
  }

  return words;
}
