// @ts-check
/**
 * The protocol with Python. Each wish has a number and each message names the wish it answers,
 * so that a late answer moves no knob back.
 *
 * @typedef {import("./message.js").Message} Message
 * @typedef {import("./message.js").Controls} Controls
 */
import { lookahead } from "./ahead.js";

/** Edits whose numbers may be too many for the link. */
const HEAVY = ["picture", "paste", "drawing"];
/** Edits after which nothing of the earlier ones is left. */
const CLEARING = ["example", "reset"];
/** As many as Python reads in one wish. */
const MOST = 32;

/**
 * @param {() => Controls} controls as they stand now
 * @param {(answer: import("./ahead.js").Answer) => void} foretold Python said beforehand what a movement shows
 */
export function connection(controls, foretold) {
  let sent = 0;
  /** A control is being moved, and Python has not heard of it yet. */
  let held = false;
  /** A control is being moved, and what it would show from here was told before. */
  let moving = false;
  /** Edits that Python has not answered yet: a later wish carries them again. @type {[number, object][]} */
  let unanswered = [];
  /** The number that Python answered last. */
  let answered = 0;
  /** What a link may leave out: a heavy edit and all since. @type {[number, any][]} */
  let heavy = [];
  /** Of the setting that was shown last. */
  let link = "";
  let send = (/** @type {object} */ _) => {};
  const ahead = lookahead();

  /** Remember what only this page holds. @param {any} edit */
  function remember(edit) {
    if (CLEARING.includes(edit.kind)) heavy = [];
    else if (heavy.length || HEAVY.includes(edit.kind)) {
      const kept = HEAVY.includes(edit.kind) && edit.grid !== "kernel" ? [] : heavy;
      // The first one is what the others changed.
      heavy = [...kept.slice(0, 1), ...kept.slice(1).slice(2 - MOST), [sent, edit]];
    }
  }

  /** A server that was started anew knows the page's address and nothing else, and after a visit to another page not even a link: tell it the rest. @param {Message} next */
  function tellAgain(next) {
    const since = unanswered.filter(([number]) => !heavy.some(([known]) => known === number));
    unanswered = [...heavy, ...since];
    if (!unanswered.length && next.link === link && JSON.stringify(next.controls) === JSON.stringify(controls())) return;
    sent += 1;
    if (next.link !== link) unanswered = [[sent, { kind: "link", text: link }], ...unanswered.slice(1 - MOST)];
    send({ n: sent, moved: "", commit: true, controls: controls(), edits: unanswered });
  }

  return {
    /** @param {(wish: object) => void} hear where wishes go from now on */
    open(hear) {
      send = hear;
    },
    /**
     * @param {string} moved @param {boolean} commit @param {object} [edit]
     * @returns {number} of the last wish that was sent
     */
    wish(moved, commit, edit) {
      moving = !commit;
      const answer = edit ? null : ahead.answer(moved, controls());
      if (answer) {
        foretold(answer);
        // On release Python hears of it.
        held = !commit;
        if (held) return sent;
      }
      held = false;
      sent += 1;
      if (edit) unanswered.push([sent, edit]);
      if (edit) remember(edit);
      send({ n: sent, moved, commit, controls: controls(), edits: unanswered });
      return sent;
    },
    /** A hand takes a control, and may be about to move it. */
    take: ahead.ask,
    /** @param {Message} next @param {boolean} visited whether another link was opened meanwhile @returns {boolean} whether it is news, or an answer to an older wish */
    receive(next, visited) {
      unanswered = unanswered.filter(([number]) => number > next.n);
      const anew = next.n < answered;
      answered = next.n;
      if (anew && visited) [sent, unanswered, heavy] = [next.n, [], []];
      else if (anew) tellAgain(next);
      if (next.n < sent || held) return false;
      sent = next.n;
      link = next.link;
      const { scene, compare, error, example } = next;
      if (!moving) ahead.learn(next, next.controls, { scene: error ? null : scene, compare, error, example });
      return true;
    },
  };
}
