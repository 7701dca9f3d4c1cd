// @ts-check
/**
 * Pictures to take away: the step as SVG and PNG, all steps as a GIF, made of what is drawn.
 *
 * @typedef {import("./takeaway.js").Scenery} Scenery
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { animation, MOST_FRAMES } from "./animation.js";
import { picture, raster } from "./drawing.js";
import { sheet } from "./sheet.js";

const PIXELS = 2;
const FRAME_MS = 1000;
/** A slide says less than a stamp, as in the player. */
const SLIDE_MS = 700;
const LAST_MS = 2500;

/** @param {string} text @param {() => unknown} act */
export function button(text, act) {
  return element("button", { type: "button", class: "plain", onclick: act }, text);
}

/**
 * @param {import("./takeaway.js").Stage} stage @param {(text: string) => void} say
 * @param {(blob: Blob, name: string) => void} keep gives it to the visitor
 */
export function shots(stage, say, keep) {
  /** @type {AbortController|null} */ let making = null;
  const bar = /** @type {HTMLProgressElement} */ (element("progress", { "aria-label": "Frames drawn" }));
  const work = element("div", { class: "work", hidden: "" }, bar, button("Cancel", () => making?.abort()));
  const movie = button("GIF", gif);

  /** Draw some steps out of sight. @template T @param {(draw: (at: number, focus?: import("./words.js").Focus|null) => {svg: SVGSVGElement, caption: string, milliseconds: number}, shown: Scenery) => Promise<T>} use */
  async function drawn(use) {
    const shown = stage.look();
    const paper = sheet(shown.svg, shown.format);
    const { steps, viewAt } = shown;
    const reader = element("p");
    try {
      return await use((at, focus = null) => {
        const view = viewAt(at, focus);
        paper.draw(view);
        reader.innerHTML = stage.told(view);
        const milliseconds = at === steps.length - 1 ? LAST_MS : steps[at].phase === "slide" ? SLIDE_MS : FRAME_MS;
        return { svg: paper.svg, caption: reader.textContent ?? "", milliseconds };
      }, shown);
    } finally {
      paper.remove();
    }
  }

  /** @param {Scenery} shown @param {string} ending */
  function named({ view: { opened, beside } }, ending) {
    const alone = opened.transposed ? "transposed-convolution" : "convolution";
    const sides = beside?.compare.sides.map(({ name }) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
    return `${sides ? sides.join("-beside-") : alone}${ending}`;
  }

  const step = (/** @type {Scenery} */ shown) => `-step-${shown.at + 1}`;

  function svg() {
    return tried(() => drawn(async (draw, shown) => {
      const { svg: node, caption } = draw(shown.at, shown.focus);
      keep(new Blob([picture(node, { caption }).text], { type: "image/svg+xml" }), named(shown, `${step(shown)}.svg`));
    }));
  }

  function png() {
    return tried(() => drawn(async (draw, shown) => {
      const { svg: node, caption } = draw(shown.at, shown.focus);
      const canvas = await raster(picture(node, { caption }), PIXELS);
      const blob = await new Promise((/** @type {BlobCallback} */ done) => canvas.toBlob(done, "image/png"));
      if (blob) keep(blob, named(shown, `${step(shown)}.png`));
      else say("This browser could not write the picture.");
    }));
  }

  function gif() {
    const count = stage.look().steps.length;
    if (count > MOST_FRAMES) {
      return say(`The animation has ${count} steps; a GIF takes ${MOST_FRAMES} at the most. The HTML player takes them all.`);
    }
    const control = new AbortController();
    making = control;
    work.hidden = false;
    /** @type {HTMLButtonElement} */ (movie).disabled = true;
    [bar.max, bar.value] = [count, 0];
    say(`Drawing ${count} frames.`);
    return tried(() => drawn(async (draw, shown) => {
      const blob = await animation(count, (at) => draw(at), (done) => { bar.value = done; }, control.signal);
      if (blob) keep(blob, named(shown, ".gif"));
      else say("Cancelled.");
    })).finally(() => {
      making = null;
      work.hidden = true;
      /** @type {HTMLButtonElement} */ (movie).disabled = false;
    });
  }

  /** @param {() => Promise<unknown>} act */
  async function tried(act) {
    try {
      await act();
    } catch (error) {
      console.warn(error);
      say("This could not be made here. Another browser may do it.");
    }
  }

  return { step: [button("SVG", svg), button("PNG", png)], movie, work, cancel: () => making?.abort() };
}
