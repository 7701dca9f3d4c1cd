// @ts-check
/**
 * The steps of two scenes as one walk: each step says at which of its own steps each side is. Both
 * sides take a step together where they come to the same cell; who has no such cell, or no such
 * phase, waits.
 *
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./scene.js").Step} Step
 * @typedef {Step & {a: number, b: number}} Both
 * @typedef {{name: string, first: number, steps: number}} Run some steps of one phase
 */
import { key } from "./scene.js";

/** The phases before the walk, the walk, and those after it. @param {Opened} opened */
function runs({ scene, walked }) {
  let first = 0;
  /** @type {Run[]} */ const all = scene.phases.map(({ name, steps }) => ({ name, first: (first += steps) - steps, steps }));
  const walk = all.findIndex(({ name }) => name === walked[0]?.phase);
  return { before: all.slice(0, walk), walk: all[walk], after: all.slice(walk + 1) };
}

/** Two lists of phases as one, in an order that keeps both. @param {Run[]} a @param {Run[]} b @returns {[Run|null, Run|null][]} */
function woven(a, b) {
  if (!a.length) return b.map((run) => [null, run]);
  if (!b.length) return a.map((run) => [run, null]);
  if (a[0].name === b[0].name) return [[a[0], b[0]], ...woven(a.slice(1), b.slice(1))];
  const waits = b.some(({ name }) => name === a[0].name);
  return waits ? [[null, b[0]], ...woven(a, b.slice(1))] : [[a[0], null], ...woven(a.slice(1), b)];
}

/** In the order of both walks. @param {import("./scene.js").Cell} one @param {import("./scene.js").Cell} other */
const earlier = (one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2];

/** @param {Opened} a @param {Opened|null} b @returns {{steps: Both[], phases: {name: string, steps: number}[]}} */
export function paired(a, b) {
  if (!b) return { steps: a.steps.map((step, i) => ({ ...step, a: i, b: 0 })), phases: a.scene.phases };
  const [own, other] = [runs(a), runs(b)];
  /** @type {Both[]} */ const steps = [];
  /** @type {{name: string, steps: number}[]} */ const phases = [];
  let [atA, atB] = [0, 0];

  /** @param {[Run|null, Run|null]} pair */
  function together([first, second]) {
    const count = Math.max(first?.steps ?? 0, second?.steps ?? 0);
    for (let i = 0; i < count; i++) {
      if (first) atA = first.first + Math.min(i, first.steps - 1);
      if (second) atB = second.first + Math.min(i, second.steps - 1);
      const { phase, sentence } = first || !b ? a.steps[atA] : b.steps[atB];
      steps.push({ phase, cell: null, sentence, a: atA, b: atB });
    }
    phases.push({ name: (first ?? second)?.name ?? "", steps: count });
  }

  woven(own.before, other.before).forEach(together);
  const [placesA, placesB] = [places(a, own.walk), places(b, other.walk)];
  const cells = new Map([...a.walked, ...b.walked].map(({ cell }) => [key(cell), /** @type {number[]} */ (cell)]));
  for (const [name, cell] of [...cells].sort(([, one], [, next]) => earlier(one, next))) {
    [atA, atB] = [placesA.get(name) ?? atA, placesB.get(name) ?? atB];
    steps.push({ phase: own.walk.name, cell, sentence: "", a: atA, b: atB });
  }
  phases.push({ name: own.walk.name, steps: cells.size });
  woven(own.after, other.after).forEach(together);
  return { steps, phases };
}

/** At which step each cell is walked. @param {Opened} opened @param {Run} walk */
const places = ({ walked }, walk) => new Map(walked.map(({ cell }, i) => [key(cell), walk.first + i]));
