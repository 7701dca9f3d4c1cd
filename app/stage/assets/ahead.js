// @ts-check
/**
 * What Python tells before a control moves: the picture, or the broken rule, of every value that
 * the control can take from here. So a control that is dragged needs no answer. A player that
 * stands alone has all of it in its message; the lab asks the server, past Streamlit, when a
 * hand takes a control.
 *
 * @typedef {{scene: import("./scene.js").Scene|null, compare: import("./message.js").Compare|null, error: any, example: string[]|null}} Answer
 * @typedef {{parts: any[], answers: {[name: string]: {scene: {[part: string]: number}|null, compare: {[part: string]: any}|null, error: any, example: string[]|null}}}} Told
 *   a scene by the places of its parts: most of them are parts of many scenes
 * @typedef {import("./message.js").Controls} Controls
 */
import { inflated } from "../transposed-convolution-lab.shared/pack.js";

/** The answers with whole scenes. @param {Told} told @returns {{[name: string]: Answer}} */
function unfolded({ parts, answers }) {
  const whole = (/** @type {{[part: string]: number}} */ places) =>
    /** @type {any} */ (Object.fromEntries(Object.entries(places).map(([name, place]) => [name, parts[place]])));
  const both = (/** @type {{[part: string]: any}} */ { scene, ...rest }) => ({ ...whole(rest), scene: scene && whole(scene) });
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) =>
    [name, { ...answer, scene: answer.scene && whole(answer.scene), compare: answer.compare && both(answer.compare) }]));
}

export function lookahead() {
  /** @type {{[name: string]: Answer}} */ let answers = {};
  /** The controls that the answers are neighbours of. @type {any} */ let base = null;
  /** @type {Answer|null} */ let here = null;
  let packed = "";
  /** The setting that the server may be asked about. */
  let link = "";
  /** Controls that it was asked about. @type {Set<string>} */ let asked = new Set();

  return {
    /**
     * @param {{ahead: string|null, live: boolean, link: string}} sent @param {Controls} controls
     * @param {Answer} own what the controls show as they stand
     */
    async learn(sent, controls, own) {
      if (sent.live && sent.link === link && base) return;
      link = sent.live ? sent.link : "";
      asked = new Set();
      if (!sent.ahead) {
        [packed, answers, base, here] = ["", {}, sent.live ? { ...controls } : null, own];
        return;
      }
      if (sent.ahead === packed) return;
      packed = sent.ahead;
      [answers, base] = [{}, null];
      const learnt = unfolded(await inflated(sent.ahead).json());
      if (sent.ahead === packed) [answers, base, here] = [learnt, { ...controls }, own];
    },
    /** A hand takes a control: ask what it would show. @param {string} moved @returns {Promise<boolean>} whether it is known now */
    async ask(moved) {
      const about = link;
      if (!about || asked.has(moved)) return false;
      asked.add(moved);
      // Beside Streamlit's own addresses, however deep this file lies below them.
      const address = new URL(`ahead/${moved}?${about}`, import.meta.url.split("_stcore/")[0]);
      // Without an answer the control asks value by value, as a large one does.
      const reply = await fetch(address).catch(() => null);
      if (!reply?.ok) return false;
      const learnt = unfolded(await reply.json());
      if (about !== link) return false;
      answers = { ...answers, ...learnt };
      return true;
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
