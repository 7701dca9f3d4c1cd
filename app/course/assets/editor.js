// @ts-check
/**
 * A decoder's rungs: what each makes of the size below it, and what is missing. Sizes and words are
 * Python's (app/course/chain.py): sent for the decoders to compare, asked for as soon as a number is
 * changed. One question at a time, and the next is about the newest rungs.
 *
 * @typedef {{[name: string]: number}} Numbers kernel, stride, padding, output_padding
 * @typedef {{rung: Numbers, size: number|null, sum: string, meets: boolean, words: string}} Step
 * @typedef {{start: number, levels: number[], steps: Step[], met: boolean, words: string}} Chain
 * @typedef {{chain: Chain, free: boolean, limits: {[name: string]: [number, number]}, most: number, presets: [string, Chain][]}} Exhibit
 */
import { onServer } from "../transposed-convolution-lab.shared/server.js";
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SERVER = onServer("chain");
/** Screen pixels per cell of the squares. */
const CELL = 4;
const NEW = { kernel: 3, stride: 1, padding: 1, output_padding: 0 };

/** @returns {import("./networks.js").Room} */
export function editor() {
  const encoder = element("div", { class: "tower" });
  const decoder = element("div", { class: "tower" });
  const verdict = element("p", { class: "verdict", role: "status" });
  const presets = element("div", { class: "presets", role: "group", "aria-label": "Decoders to compare" });
  const node = element("div", { class: "decoder" }, presets, element("div", { class: "towers" }, encoder, decoder), verdict);
  /** @type {Exhibit} */ let exhibit;
  /** @type {Chain} */ let chain;
  /** What the learner has built, once anything was changed. @type {Chain|null} */ let built = null;
  /** @type {Numbers[]|null} */ let wanted = null;
  let asking = false;
  let hidden = false;

  /** @param {Numbers[]} rungs */
  function ask(rungs) {
    wanted = rungs;
    if (!asking) answer();
  }

  async function answer() {
    asking = true;
    while (wanted) {
      const rungs = wanted;
      wanted = null;
      const text = rungs.map((rung) => [rung.kernel, rung.stride, rung.padding, rung.output_padding].join(".")).join("_");
      try {
        const reply = await fetch(`${SERVER}?rungs=${text}`);
        if (!reply.ok) throw new Error(await reply.text());
        built = chain = await reply.json();
        draw();
      } catch (reason) {
        verdict.textContent = reason instanceof TypeError ? "The server does not answer: the sizes are those of before." : /** @type {Error} */ (reason).message;
      }
    }
    asking = false;
  }

  const rungs = () => chain.steps.map(({ rung }) => ({ ...rung }));
  /** @param {number} place @param {string} name @param {HTMLInputElement} input */
  function changed(place, name, input) {
    const [low, high] = exhibit.limits[name];
    if (!/^\d+$/.test(input.value)) return;
    const next = rungs();
    next[place][name] = Math.max(low, Math.min(high, Number(input.value)));
    ask(next);
  }

  function draw() {
    const { levels, start } = chain;
    const free = exhibit.free;
    const active = /** @type {ShadowRoot} */ (node.getRootNode()).activeElement?.getAttribute("data-field") ?? "";
    encoder.replaceChildren(element("h3", {}, "Encoder"), ...[...levels].reverse().flatMap((side, i) => [
      ...(i ? [element("p", { class: "way" }, "↓ Conv2d, kernel 3, stride 2, padding 1")] : []), square(side, "", side)]));
    const steps = chain.steps.map((step, place) => floor(step, place, free)).reverse();
    decoder.replaceChildren(element("h3", {}, "Decoder"),
      ...(free ? [element("p", { class: "way" }, element("button", { type: "button", class: "plain", ...(chain.steps.length >= exhibit.most ? { disabled: "" } : {}), onclick: () => ask([...rungs(), NEW]) }, "Add a rung"))] : []),
      ...steps, square(start, "", start));
    presets.replaceChildren(...(free ? exhibit.presets.map(([name, other]) => element("button", {
      type: "button", class: "chip", "aria-pressed": String(same(other, chain)), onclick: () => {
        built = chain = other;
        draw();
      },
    }, name)) : []));
    verdict.textContent = hidden ? "What comes of this is covered until you answer." : chain.words;
    verdict.classList.toggle("met", chain.met && !hidden);
    node.dataset.met = String(chain.met && !hidden);
    if (active) /** @type {HTMLElement|null} */ (decoder.querySelector(`[data-field="${active}"]`))?.focus();
  }

  /** One rung with the size that it makes. @param {Step} step @param {number} place @param {boolean} free */
  function floor(step, place, free) {
    const kind = hidden ? "" : step.meets ? "meets" : "misses";
    const above = chain.levels[Math.min(place + 1, chain.levels.length - 1)];
    const numbers = Object.entries(step.rung).map(([name, value]) => (free ? element("label", {}, `${name} `, spin(place, name, value)) : `${name} ${value}`));
    return element("div", { class: `floor ${kind}`, "data-rung": place + 1 },
      square(hidden ? null : step.size, kind, above),
      element("div", { class: "rung" },
        element("p", { class: "name" }, element("b", {}, `Rung ${place + 1}, ConvTranspose2d`),
          ...(free && chain.steps.length > 1 ? [element("button", { type: "button", class: "showme", "aria-label": `Take rung ${place + 1} away`, onclick: () => ask(rungs().filter((_, i) => i !== place)) }, "take away")] : [])),
        element("p", { class: free ? "numbers" : "" }, ...numbers.flatMap((one, i) => (i && !free ? [", ", one] : [one]))),
        ...(hidden ? [] : [element("p", { class: "reckoned" }, step.sum), element("p", { class: "missing" }, element("b", { "aria-hidden": "true" }, step.meets ? "✓ " : "✗ "), step.words)])));
  }

  /** @param {number} place @param {string} name @param {number} value */
  function spin(place, name, value) {
    const [low, high] = exhibit.limits[name];
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "number", min: low, max: high, step: 1, value, "data-field": `${place} ${name}`, "aria-label": `Rung ${place + 1}, ${name}`,
      oninput: () => changed(place, name, input),
    }));
    return input;
  }

  return {
    node,
    /** @param {Exhibit} next */
    show(next, view) {
      exhibit = next;
      hidden = view.covered("ladder");
      chain = (next.free && built) || next.chain;
      draw();
    },
  };
}

/** A square as large as its picture, and dashed around it what is wanted. @param {number|null} side @param {string} kind @param {number} wanted */
function square(side, kind, wanted) {
  const inner = element("span", { class: "own" }, side === null ? "?" : String(side));
  const shown = Math.min(side ?? wanted, 40);
  inner.style.width = inner.style.height = `${Math.max(CELL * shown, 22)}px`;
  const outer = element("div", { class: `square ${kind}` }, inner);
  if (side !== null && kind === "misses") {
    const frame = element("span", { class: "wanted" });
    frame.style.width = frame.style.height = `${Math.max(CELL * wanted, 22)}px`;
    outer.append(frame);
  }
  return outer;
}

/** @param {Chain} one @param {Chain} other */
const same = (one, other) => JSON.stringify(one.steps.map(({ rung }) => rung)) === JSON.stringify(other.steps.map(({ rung }) => rung));
