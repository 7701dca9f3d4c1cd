// @ts-check
/**
 * What Python has sent before it was asked for: the picture, or the broken rule, of every
 * value that one control can take from here. So a control that is dragged needs no answer.
 *
 * @typedef {{scene: import("./scene.js").Scene|null, error: any, example: string[]|null}} Answer
 * @typedef {import("./message.js").Controls} Controls
 */
import { inflated } from "../transposed-convolution-lab.shared/pack.js";

export function lookahead() {
  /** @type {{[name: string]: Answer}} */ let answers = {};
  /** The controls that the answers are neighbours of. @type {any} */ let base = null;
  /** @type {Answer|null} */ let here = null;
  let packed = "";

  return {
    /** @param {string|null} sent @param {Controls} controls @param {Answer} own what the controls show as they stand */
    async learn(sent, controls, own) {
      if (sent === packed) return;
      packed = sent ?? "";
      [answers, base] = [{}, null];
      if (!sent) return;
      const learnt = await inflated(sent).json();
      if (sent === packed) [answers, base, here] = [learnt, { ...controls }, own];
    },
    /**
     * The answer to one control's movement, if all others stand where they stood.
     * @param {string} moved @param {any} now @returns {Answer|null}
     */
    answer(moved, now) {
      if (!base || !(moved in base)) return null;
      const others = Object.keys(base).filter((name) => name !== moved);
      if (others.some((name) => JSON.stringify(base[name]) !== JSON.stringify(now[name]))) return null;
      if (JSON.stringify(now[moved]) === JSON.stringify(base[moved])) return here;
      return answers[`${moved} ${now[moved]}`] ?? null;
    },
  };
}
