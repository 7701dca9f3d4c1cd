// @ts-check
/**
 * A digit, the same with noise, and what a network makes of that: a few strengths, sent ahead.
 *
 * @typedef {{noise: number, pictures: import("./networks.js").Picture[], words: string}} Level
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { figure } from "./figures.js";

const SIDE = 168;

/** @returns {import("./networks.js").Room} */
export function levels() {
  const pictures = element("div", { class: "trio" });
  const words = element("p", { role: "status" });
  const slider = /** @type {HTMLInputElement} */ (element("input", { type: "range", min: 0, step: 1, "aria-label": "Noise" }));
  const amount = element("output", {});
  const node = element("div", { class: "levels" }, pictures, words, element("label", {}, "Noise ", slider, amount));
  /** @type {Level[]} */ let known = [];
  let at = -1;

  function draw() {
    const level = known[at];
    pictures.replaceChildren(...level.pictures.flatMap((one, i) => [...(i ? [element("span", { class: "sign", "aria-hidden": "true" }, "→")] : []), figure(one, SIDE)]));
    words.textContent = level.words;
    amount.textContent = String(level.noise);
    slider.setAttribute("aria-valuetext", `standard deviation ${level.noise}`);
  }
  slider.addEventListener("input", () => {
    at = Number(slider.value);
    draw();
  });
  return {
    node,
    /** @param {{levels: Level[], at: number}} exhibit */
    show(exhibit) {
      known = exhibit.levels;
      slider.max = String(known.length - 1);
      // What a hand has chosen stays when the drawing changes.
      if (at < 0) at = exhibit.at;
      slider.value = String(at);
      draw();
    },
  };
}
