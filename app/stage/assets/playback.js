// @ts-check
/**
 * What is played: a scene, the step it is at, and whether letters stand for its numbers.
 *
 * @typedef {import("./scene.js").Opened} Opened
 */
import { player } from "./player.js";
import { open } from "./scene.js";
import { adder } from "./sums.js";
import { inputText } from "./words.js";

/**
 * @param {HTMLElement} foot
 * @param {{ready: (opened: Opened) => void, draw: () => void, onwards: () => void}} lab ``ready``: another
 *   scene is about to be drawn; ``onwards``: the step that follows the one before was drawn
 */
export function playback(foot, { ready, draw, onwards }) {
  /** @type {Opened} */ let opened;
  /** @type {ReturnType<typeof adder>} */ let sums;
  /** What stands beside the scene. @type {import("./compare.js").Pair|null} */ let pair = null;
  let shown = "";
  let symbols = false;
  /** The step shown last: products fly when the next one follows. */
  let before = -1;
  const play = player(foot, (at) => {
    const next = at === before + 1;
    before = at;
    if (next) onwards();
    else draw();
  });

  const steps = () => (pair ?? opened).steps;

  /** The phases as the track names them. */
  const phases = () => (pair?.phases ?? opened.scene.phases).map((phase) =>
    phase.name === "slide" && !opened.scene.slides ? { ...phase, name: "outputs" } : phase);

  // Beside another walk a step need be no stamp of this one.
  const names = () => (pair && steps().length !== opened.steps.length ? [] : opened.inputs).map((cell) => `${inputText({ opened, symbols }, cell)} × K`);

  /** What is to be seen at a step; it stays so when another scene is loaded. @returns {(at: number, focus: import("./words.js").Focus|null) => import("./panels.js").View} */
  function views() {
    const [seen, both] = [{ opened, adder: sums, symbols }, pair];
    return (at, focus) => (both ? both.view({ ...seen, at, focus }) : { ...seen, at, focus });
  }

  return {
    opened: () => opened,
    /** What is played beside it. */
    beside: () => pair?.b ?? null,
    symbols: () => symbols,
    at: play.at,
    press: play.press,
    pause: play.pause,
    steps,
    views,
    /** @param {import("./words.js").Focus|null} focus */
    view: (focus) => views()(play.at(), focus),
    /**
     * Play a scene. @param {import("./scene.js").Scene} scene
     * @param {{compare: import("./message.js").Compare, pairOf: typeof import("./compare.js").pair}|null} [beside]
     * @returns {boolean} whether it is another one; then it was drawn, too
     */
    load(scene, beside = null) {
      const described = JSON.stringify(beside ? [scene, beside.compare] : scene);
      if (described === shown) return false;
      const first = !shown;
      // The steps of an explanation are no others' steps: it begins at its beginning.
      const other = !first && Boolean(opened.scene.unrolled) !== Boolean(scene.unrolled);
      const ended = !first && !other && play.at() === play.length() - 1;
      const walk = other ? "" : opened?.scene.walk;
      // What differs is to be seen at once: the comparison begins with its last step.
      const begins = beside && !pair;
      shown = described;
      opened = open(scene);
      sums = adder(opened);
      pair = beside && beside.pairOf(opened, beside.compare);
      foot.hidden = steps().length === 1;
      ready(opened);
      const step = ended || begins ? steps().length - 1 : walk === scene.walk || first ? play.at() : 0;
      before = step;
      play.load(steps(), phases(), names(), step);
      // Inside another page the focus is not ours to take.
      if (first && self === top && !matchMedia("(pointer: coarse)").matches) play.node.focus({ preventScroll: true });
      return true;
    },
    /** @param {boolean} on */
    letter(on) {
      symbols = on;
    },
    /** Go to a link's step. @param {number|undefined} step */
    goTo(step) {
      play.load(steps(), phases(), names(), step ?? play.at());
    },
  };
}
