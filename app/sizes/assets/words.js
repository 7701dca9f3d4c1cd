// @ts-check
/**
 * In another framework: one setting, the line that makes it in each, and whether that is the same.
 *
 * @typedef {{framework: string, name: string, own: boolean, verdict: string, says: string, code: string[], weights: string, naive: string, defaults: string, lab: string, compare: string}} Said
 * @typedef {{fields: [string, string, string][], operation: string, framework: string, complaint: string, remedy: string, mend: {[name: string]: string}, size: string, said: Said[]}} Words
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { copyButton } from "./copy.js";

/** @param {(wish: import("./sizes.js").Wish) => void} wish @returns {import("./sizes.js").View} */
export function wordsView(wish) {
  const operations = element("div", { class: "choice", role: "group", "aria-label": "Operation" });
  const frameworks = element("div", { class: "choice", role: "group", "aria-label": "Whose rules hold" });
  const fields = element("div", { class: "fields" });
  const answer = element("p", { class: "answer", "aria-live": "polite" });
  const list = element("div", { class: "said-list" });
  const node = element("section", { class: "words-view" },
    element("div", { class: "ask" }, element("h1", {}, "This setting, in every framework's words"), element("div", { class: "choices" }, operations, frameworks)),
    fields, answer, list);
  /** @type {Map<string, HTMLInputElement>} */ const inputs = new Map();

  /** @type {[string, string, string][]} */ let held = [];

  /** A field in hand keeps what is being typed; one that is left shows what holds. */
  function show() {
    for (const [name, , value] of held) {
      const input = inputs.get(name);
      if (input && !input.matches(":focus")) input.value = value;
    }
  }

  /** @param {{[name: string]: string}} change */
  const set = (change) => wish({ setting: change });

  return {
    node,
    receive(message) {
      const words = message.words;
      if (!words) return;
      if (!inputs.size) {
        for (const [name, label] of words.fields) {
          const input = /** @type {HTMLInputElement} */ (element("input", { class: "side-field", maxlength: 16, autocomplete: "off", oninput: () => set({ [name]: input.value }), onblur: show }));
          inputs.set(name, input);
          fields.append(element("label", {}, `${label} `, input));
        }
      }
      held = words.fields;
      show();
      operations.replaceChildren(...[["transposed", "Transposed"], ["convolution", "Convolution"]].map(([key, name]) =>
        element("button", { type: "button", "aria-pressed": key === words.operation, onclick: () => set({ op: key }) }, name)));
      frameworks.replaceChildren(...message.frameworks.map(([key, name]) =>
        element("button", { type: "button", "aria-pressed": key === words.framework, onclick: () => set({ fw: key }) }, name)));
      answer.replaceChildren([message.refused, words.complaint || words.size].filter(Boolean).join(" "), ...(words.remedy
        ? [" ", element("button", { type: "button", class: "showme", onclick: () => set(words.mend) }, words.remedy)] : []));
      list.replaceChildren(...words.said.map(shown));
    },
  };
}

/** @param {Said} said */
function shown({ name, verdict, says, code, weights, naive, defaults, lab, compare }) {
  const ways = element("div", { class: "ways" });
  if (lab) ways.append(element("a", { class: "quiet", href: `./?${lab}`, target: "_self" }, "Open in the lab"));
  if (compare) ways.append(element("a", { class: "quiet", href: `./?${compare}`, target: "_self", title: "Both beside each other in the lab, cell by cell" }, "Compare"));
  if (verdict !== "none") ways.append(copyButton("Copy", () => code.join("\n"), "quiet"));
  return element("article", { class: `said-in ${verdict}` },
    element("h2", {}, name), element("span", { class: "verdict" }, says), ways,
    element("pre", { tabindex: 0, "aria-label": `${name}'s line` }, code.join("\n")),
    ...(weights && verdict !== "none" ? [element("code", { class: "carried" }, weights)] : []),
    ...(naive && verdict !== "none" ? [element("p", {}, naive)] : []),
    element("p", { class: "soft" }, defaults));
}
