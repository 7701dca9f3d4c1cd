// @ts-check
/**
 * Texts that Python writes once they are asked for: the answer comes with a message, and a message
 * may be lost on the way, so what was not answered is asked again.
 *
 * @typedef {import("./message.js").Taken} Taken
 */

const PATIENCE_MS = 30_000;
const ATTEMPTS = 4;

/** @param {(request: object) => number} send gives the number of the wish @param {(text: string) => void} say */
export function errands(send, say) {
  /** @type {{request: object, n: number, left: number, resolve: (taken: Taken) => void}|null} */ let pending = null;

  /** A text from Python. @param {object} request @returns {Promise<Taken>} */
  function ask(request) {
    say("One moment.");
    return new Promise((resolve, reject) => {
      const asked = { request, left: ATTEMPTS, n: send(request), resolve };
      pending = asked;
      setTimeout(() => {
        if (pending !== asked) return;
        pending = null;
        reject(new Error("no answer"));
      }, PATIENCE_MS);
    });
  }

  return {
    ask,
    /** A message has come; the text may have been lost on the way of an earlier one.
     * @param {{n: number, export: Taken|null}} message */
    receive({ n, export: taken }) {
      if (!pending || n < pending.n) return;
      if (taken?.n === pending.n) {
        const { resolve } = pending;
        pending = null;
        resolve(taken);
      } else if (pending.left > 0) {
        pending.left -= 1;
        pending.n = send(pending.request);
      }
    },
  };
}
