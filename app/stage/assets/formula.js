// @ts-check
/**
 * The size formula. Each number that is a control's can be dragged, typed, or changed by the arrow
 * keys, as its slider can. So can the size that comes of it: then Python is asked which settings near
 * this one give it.
 *
 * @typedef {{turn: (name: string, place: Place, value: number, commit: boolean) => void,
 *   take: (name: string) => unknown, want: (axis: number|null, size: number) => void}} Hand ``axis``: null for both
 * @typedef {{axis: number|null, end: string}} Place of a number among those of its control; ``end``: "before", "after", or "" for both
 * @typedef {import("./scene.js").Scene["formulas"][number]} Formula
 * @typedef {{usable: boolean, flat: boolean, limits: import("./message.js").Limits}} Use ``flat``: there is one axis, the horizontal one
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** Pixels that a hand moves from one number to the next, and before it counts as a drag. */
const [STEP, FIRST] = [12, 4];
/** The largest size that can be wanted. */
const LARGEST = 4096;

/** @param {Hand} hand */
export function formula(hand) {
  const node = element("p", { class: "formula" });
  /** Numbers by what they are and where they stand: one that is in a hand stays the same node. @type {Map<string, ReturnType<typeof number>>} */
  const known = new Map();
  let before = "";
  /** What is shown once the number in hand is let go. @type {[Formula[], Use]|null} */
  let waits = null;

  /** @param {string} key @param {() => ReturnType<typeof number>} make */
  function numberOf(key, make) {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  }

  /** The pieces of a line: texts, and numbers that show what the picture shows.
   * @param {Formula} one @param {number} line @param {number|null} axis @param {Use} use */
  function pieces({ parts, result }, line, axis, { limits }) {
    const made = parts.map(([text, name, end = ""], i) => {
      if (!name) return text;
      const nth = parts.slice(0, i).filter(([, other, at = ""]) => other === name && at === end).length;
      const field = numberOf([line, name, end, nth].join(" "), () => number(`${name.replaceAll("_", " ")} ${end}`.trim(),
        (value, commit) => hand.turn(name, { axis, end }, value, commit), () => hand.take(name)));
      field.show(Number(text), limits[name]);
      return field.node;
    });
    const end = numberOf(`${line} result`, () => number("wanted size", (size, commit) => { if (commit) hand.want(axis, size); }));
    end.show(result, [1, LARGEST]);
    return made.length ? [...made, " = ", end.node] : [end.node];
  }

  /** @param {Formula[]} formulas @param {Use} use */
  function show(formulas, use) {
    waits = null;
    const words = formulas.map((one) => one.words + (use.usable ? one.zero : ""));
    const lines = formulas.map((one, i) => (use.usable ? pieces(one, i, formulas.length > 1 ? i : use.flat ? 1 : null, use)
      : [one.parts.length ? `${one.numbers} = ${one.result}` : String(one.result)]));
    // Numbers that only have another value stand where they stood, in the hand that holds them.
    const shape = JSON.stringify([words, lines.map((line) => line.map((piece) => (typeof piece === "string" ? piece : "")))]);
    if (shape === before) return;
    const inHand = /** @type {HTMLElement|null} */ (node.querySelector(".dragged:is(:focus, .held)"));
    // As others do where the new formula has no place for it: a padding whose two ends have just become alike.
    if (inHand && use.usable && lines.length && !lines.flat().includes(inHand)) {
      waits = [formulas, use];
      return;
    }
    before = shape;
    const names = formulas.length === 1 ? ["output"] : ["height", "width"];
    node.replaceChildren(...lines.map((line, i) => {
      const span = element("span", {});
      // Of two axes whose formulas are alike but for their numbers, one says the words.
      span.innerHTML = `${names[i]} = ${i && words[i] === words[0] ? "" : `${words[i]} = `}`;
      span.append(element("b", {}, ...line));
      return span;
    }));
    inHand?.focus({ preventScroll: true });
  }

  node.addEventListener("focusout", () => setTimeout(() => { if (waits) show(...waits); }));

  return { node, show };
}

/**
 * A number in a line of text that can be dragged and typed.
 * @param {string} label @param {(value: number, commit: boolean) => void} act @param {() => unknown} [take] a hand is near
 */
function number(label, act, take) {
  /** What the picture shows, and what was asked for last. */
  let [value, last] = [NaN, NaN];
  let [low, high] = [0, 0];
  /** Where a hand took it, and what it was. @type {{x: number, value: number, moved: boolean}|null} */ let held = null;
  const node = element("span", {
    class: "dragged", role: "spinbutton", tabindex: 0, contenteditable: "true", inputmode: "numeric", spellcheck: "false",
    "aria-label": label, title: `${label}: drag, type, or use the arrow keys`,
    onpointerenter: () => take?.(),
    onpointerdown: (/** @type {PointerEvent} */ event) => grasp(event),
    onfocus: () => {
      take?.();
      if (!held) getSelection()?.selectAllChildren(node);
    },
    onblur: () => { if (typed() !== last) finish(typed()); else write(last); },
    onbeforeinput: (/** @type {InputEvent} */ event) => { if (event.data && !/^\d+$/.test(event.data)) event.preventDefault(); },
    oninput: () => { if (typed() >= low && typed() <= high && typed() !== value) act(typed(), false); },
    onkeydown: (/** @type {KeyboardEvent} */ event) => press(event),
  });

  const typed = () => (node.textContent ? Number(node.textContent) : value);

  /** @param {number} other */
  function write(other) {
    if (node.textContent !== String(other)) node.textContent = String(other);
    node.setAttribute("aria-valuenow", String(other));
    node.classList.toggle("asked", other !== value);
  }

  /** @param {number} other */
  function finish(other) {
    last = other;
    write(other);
    act(other, true);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    // In here keys are the number's own, not the player's.
    event.stopPropagation();
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by) finish(Math.max(low, Math.min(typed() + by, high)));
    else if (event.key === "Enter") node.blur();
    else if (event.key === "Escape") {
      write(last = value);
      node.blur();
    }
    if (by || event.key === "Enter") event.preventDefault();
  }

  /** @param {PointerEvent} event */
  function grasp({ clientX }) {
    take?.();
    held = { x: clientX, value: typed(), moved: false };
    addEventListener("pointermove", drag);
    addEventListener("pointerup", release, { once: true });
    addEventListener("pointercancel", release, { once: true });
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    if (!held) return;
    held.moved ||= Math.abs(event.clientX - held.x) >= FIRST;
    if (!held.moved) return;
    event.preventDefault();
    node.classList.add("held");
    getSelection()?.removeAllRanges();
    const next = Math.max(low, Math.min(held.value + Math.round((event.clientX - held.x) / STEP), high));
    if (next === typed()) return;
    write(next);
    act(next, false);
  }

  function release() {
    removeEventListener("pointermove", drag);
    removeEventListener("pointerup", release);
    removeEventListener("pointercancel", release);
    const moved = held?.moved;
    held = null;
    node.classList.remove("held");
    if (moved) finish(typed());
    else if (node.matches(":focus")) getSelection()?.selectAllChildren(node);
  }

  return {
    node,
    /** @param {number} now what the picture shows @param {number[]} limits */
    show(now, limits) {
      value = now;
      [low, high] = limits;
      if (!held && !node.matches(":focus")) last = now;
      node.classList.toggle("asked", typed() !== now);
      node.setAttribute("aria-valuemin", String(low));
      node.setAttribute("aria-valuemax", String(high));
      if (!held && !node.matches(":focus")) write(now);
    },
  };
}
