// @ts-check
/**
 * What a learner has seen, in this browser only: per lesson the parts that were open, and per
 * question whether the first try was right. Nothing is sent.
 *
 * @typedef {{seen: {[lesson: string]: number[]}, first: {[question: string]: boolean}, missed: string[]}} Kept
 */

const PLACE = "transposed-convolution-lab.course";

export function progress() {
  /** @type {Kept} */ let kept = { seen: {}, first: {}, missed: [] };
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "null");
    if (found && typeof found === "object") kept = { ...kept, ...found };
  } catch {
    // Forbidden or spoilt: the course works without a memory.
  }

  function keep() {
    try {
      localStorage.setItem(PLACE, JSON.stringify(kept));
    } catch {
      // See above.
    }
  }

  return {
    anything: () => Object.keys(kept.seen).length > 0,
    /** Parts of a lesson that were open. @param {string} lesson */
    seen: (lesson) => kept.seen[lesson] ?? [],
    /** Whether some question of a lesson was missed at first. @param {string} lesson */
    missed: (lesson) => Object.entries(kept.first).some(([id, right]) => id.startsWith(`${lesson}/`) && !right),
    /** Questions of a lesson that were right at first. @param {string} lesson */
    firstRight: (lesson) => Object.entries(kept.first).filter(([id, right]) => id.startsWith(`${lesson}/`) && right).length,
    /** @param {string} lesson @param {number} beat */
    open(lesson, beat) {
      const seen = kept.seen[lesson] ?? [];
      if (seen.includes(beat)) return;
      kept.seen[lesson] = [...seen, beat];
      keep();
    },
    /** @param {string} question @param {boolean} right @param {string} topic of the mistake, or nothing */
    answered(question, right, topic) {
      if (!(question in kept.first)) kept.first[question] = right;
      if (topic && !kept.missed.includes(topic)) kept.missed.push(topic);
      keep();
    },
  };
}
