// @ts-check
/**
 * What a decoder draws at a place of its plane, in two steps: at once, mixed from pictures that
 * were sent ahead, and a moment later exactly. Only one question is under way at a time, and the
 * next one is about the newest place: no queue.
 *
 * @typedef {[number, number]} Place x and y of a code
 * @typedef {{x: number, y: number, picture: string, maps: string, dense: boolean, sentence: string}} Answer
 */
import { PIXELS } from "./pictures.js";
import { onServer } from "./server.js";

const SERVER = onServer("decoder/");

/** The plane as a picture, each code a point; and the border of where they are dense. @param {string} model @param {"ground"|"border"} what */
export const layer = (model, what) => new URL(`${model}/${what}`, SERVER).href;

/**
 * @param {{model: () => string, show: (answer: Answer) => void, complain: (sentence: string) => void, signal: AbortSignal}} page
 * @returns {(place: Place) => void} asks about a place
 */
export function questions({ model, show, complain, signal }) {
  /** @type {Place|null} */ let wanted = null;
  let asking = false;

  async function ask() {
    asking = true;
    while (wanted) {
      const [x, y] = wanted;
      const about = model();
      wanted = null;
      try {
        const reply = await fetch(new URL(`${about}/at?x=${x}&y=${y}`, SERVER), { signal });
        if (!reply.ok) throw new Error(await reply.text());
        const answer = /** @type {Answer} */ (await reply.json());
        if (model() === about) show(answer);
      } catch (reason) {
        if (signal.aborted) return;
        // A refusal is a sentence; all else means that nobody answered.
        complain(reason instanceof TypeError ? "The server does not answer: the picture is the nearest one known here." : String(/** @type {Error} */ (reason).message));
      }
    }
    asking = false;
  }

  return (place) => {
    wanted = place;
    if (!asking) ask();
  };
}

/** Pictures all over a model's plane; null where there are none. @param {string} model @param {AbortSignal} signal @returns {Promise<Uint8Array|null>} */
export async function fetchAhead(model, signal) {
  try {
    const reply = await fetch(new URL(`${model}/ahead`, SERVER), { signal });
    return reply.ok ? new Uint8Array(await reply.arrayBuffer()) : null;
  } catch {
    // They only bridge the time until the exact answer.
    return null;
  }
}

/**
 * The four pictures around a place, each the more the nearer it is.
 * @param {Uint8Array|null} ahead @param {number[]} frame left, bottom, side @param {number} count pictures along the side @param {Place} place
 */
export function mixed(ahead, [left, bottom, side], count, [x, y]) {
  const last = count - 1;
  const [column, row] = [((x - left) / side) * last, ((y - bottom) / side) * last];
  if (!ahead || !(column >= 0 && row >= 0 && column <= last && row <= last)) return null;
  const [c, r] = [Math.min(last - 1, Math.floor(column)), Math.min(last - 1, Math.floor(row))];
  const [right, up] = [column - c, row - r];
  const first = (r * count + c) * PIXELS;
  const above = first + count * PIXELS;
  const greys = new Float32Array(PIXELS);
  for (let i = 0; i < PIXELS; i++) {
    greys[i] = (1 - up) * ((1 - right) * ahead[first + i] + right * ahead[first + PIXELS + i])
      + up * ((1 - right) * ahead[above + i] + right * ahead[above + PIXELS + i]);
  }
  return greys;
}
