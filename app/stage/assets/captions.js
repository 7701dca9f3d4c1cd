// @ts-check
/**
 * What is said around the picture: the size formula above it, the sentence of the step or of the
 * cell in focus below it, and what could not be done.
 *
 * @typedef {import("./message.js").Message} Message
 * @typedef {import("./panels.js").View} View
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { formula } from "./formula.js";
import { offered } from "./offers.js";
import { READINGS } from "./readings.js";
import { called } from "./scene.js";
import { focused, inputText, slide, stamp } from "./words.js";

/**
 * @param {{fix: (controls: import("./message.js").Controls) => void, visit: () => void, wake: (text: Element) => void} & import("./formula.js").Hand} lab
 *   ``visit``: go on to the pinned input; ``wake``: let the phrases of a text light cells
 */
export function captions({ fix, visit, wake, ...hand }) {
  const sizes = formula(hand);
  const alike = element("p", { class: "alike" });
  const banner = element("div", { class: "banner", role: "status" });
  const sentence = element("p", { class: "sentence", "aria-live": "polite" });
  const more = element("p", { class: "more" });
  const note = element("p", { class: "about" });
  const compared = element("p", { class: "compared", hidden: "" });
  const onward = element("button", { type: "button", class: "plain onward", onclick: visit });
  let before = "";

  return {
    formula: sizes.node, alike, banner,
    below: [compared, sentence, more, note, onward],
    /** @param {string} text */
    say(text) {
      before = "";
      banner.replaceChildren(element("p", {}, text));
    },
    /** What gives a size that is wanted. @param {import("./offers.js").Answer|null} answer */
    offer(answer) {
      before = "";
      banner.replaceChildren(offered(answer, fix));
    },
    /** @param {Message} message */
    present({ scene, compare, example, error, notices, limits, view }) {
      sizes.show(scene.formulas, { limits, flat: scene.dimensions === 1, usable: !view.lock && !view.part && !view.hide.includes("controls") });
      // A new node is laid out anew, though it says the same.
      const said = JSON.stringify([scene.formulas, scene.weighs, scene.mistake?.title, scene.mistake?.says, scene.typed?.says, compare?.says, compare?.counts, example, error, notices]);
      if (said === before) return;
      before = said;
      alike.innerHTML = sharing(scene);
      note.replaceChildren(...remark(scene, compare ? null : example));
      compared.hidden = !compare;
      if (compare) compared.innerHTML = `${compare.says} ${compare.counts && `<span class="differing">${compare.counts}</span>`}`;
      wake(note);
      banner.replaceChildren(...notices.map((text) => element("p", {}, text)));
      if (error) banner.append(trouble(error, fix));
    },
    /** @param {View} view @param {import("./words.js").Focus|null} pinned @returns {string} the sentence, as plain text */
    tell(view, pinned) {
      const text = told(view);
      if (sentence.innerHTML !== text) sentence.innerHTML = text;
      const added = view.beside ? "" : addition(view);
      if (more.innerHTML !== added) more.innerHTML = added;
      onward.hidden = !view.opened.scene.value;
      if (!view.opened.scene.value) return sentence.textContent ?? "";
      const chosen = pinned?.kind === "in" ? pinned.cell : null;
      onward.classList.toggle("waiting", !chosen);
      onward.textContent = chosen
        ? `Where does x[${called(view.opened, "input", chosen)}] = ${inputText(view, chosen)} come from?`
        : "Click an input to go on to where it comes from";
      onward.toggleAttribute("disabled", !chosen);
      return sentence.textContent ?? "";
    },
  };
}

/** What is said of a step, or of the cell in focus; of both sides where two are compared. @param {View} view */
export const told = (view) => view.beside?.told(view) ?? toldAlone(view);

/** The same of one scene. @param {View} view */
export function toldAlone(view) {
  const { opened } = view;
  const step = opened.steps[view.at];
  const sliding = opened.scene.slides || !opened.transposed;
  const output = view.focus ? view.focus.kind === "out" && view.focus.cell : step.phase === "slide" && step.cell;
  const { tells, says } = READINGS[opened.scene.readings[0]];
  const own = opened.scene.readings.length === 1 && says?.(view);
  if (own) return own;
  let text = step.sentence;
  if (output && tells && opened.scene.readings.length === 1) text = tells(view, output);
  else if (view.focus) text = focused(view, view.focus);
  else if (step.phase === "stamp" && step.cell) text = stamp(view, step.cell, opened.byInput(step.cell));
  else if (step.phase === "slide" && step.cell) {
    const taps = opened.scene.hues.length * opened.scene.pairs.filter((pair) => pair[opened.transposed ? 1 : 0] === step.cell?.[0]).length;
    text = slide(view, step.cell, opened.byOutput(step.cell), sliding ? taps : null);
  }
  return text;
}

/** What a reading says below the sentence. @param {View} view */
const addition = (view) => view.opened.scene.readings.map((key) => READINGS[key].adds?.(view) ?? "").find(Boolean) ?? "";

/** @param {import("./message.js").Trouble} error @param {(controls: import("./message.js").Controls) => void} use */
function trouble({ rule, fix }, use) {
  const line = element("p", {}, `${rule} `);
  if (fix) line.append(element("button", { type: "button", class: "fix", onclick: () => use(fix.controls) }, `Use ${fix.text}`));
  line.append(element("span", { class: "soft" }, " The picture shows the last setting that works."));
  return line;
}

/** What is said below the sentence. @param {import("./scene.js").Scene} scene @param {string[]|null} example @returns {(Node|string)[]} */
function remark({ mistake, typed }, example) {
  const marks = typed ? [" ", marked(typed.says)] : [];
  if (mistake) return [element("b", {}, `${mistake.title}. `), marked(mistake.says), ` ${mistake.who}`, ...marks];
  return example ? [marked(example[1]), ...marks] : marks;
}

/** A text whose words Python has marked. @param {string} html */
function marked(html) {
  const span = element("span");
  span.innerHTML = html;
  return span;
}

/** Sizes that share their output, and how many parameters there are: a line under the formula. @param {import("./scene.js").Scene} scene */
function sharing({ formulas, weighs }) {
  const axes = formulas.length === 1 ? [""] : ["height: ", "width: "];
  const shared = formulas.flatMap(({ alike }, i) => (alike ? [axes[i] + alike] : [])).join("; ");
  return [shared, weighs].filter(Boolean).join(" · ");
}
