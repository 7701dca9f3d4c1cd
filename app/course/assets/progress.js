// @ts-check
/**
 * What a learner has seen, in this browser only: per lesson the parts that were open, and per
 * question whether the first try was right. Nothing is sent. As a link it is written short:
 *
 *     ?progress=window.f.2.0_cut.3.0.1~M2.M9
 *
 * per lesson three sets of parts, in bits and hexadecimal: seen, right at first, missed at first;
 * then the misconceptions that were met.
 *
 * @typedef {{seen: {[lesson: string]: number[]}, first: {[question: string]: boolean}, missed: string[]}} Kept
 */

const PLACE = "transposed-convolution-lab.course";
const LONGEST = 2000;
const LESSON = /^([a-z]{1,20})\.([0-9a-f]{1,4})\.([0-9a-f]{1,4})\.([0-9a-f]{1,4})$/;
const TOPIC = /^[ME]\d{1,2}$/;

/** @param {number[]} parts */
const bits = (parts) => parts.reduce((sum, part) => sum | (1 << part), 0).toString(16);
/** @param {string} text @param {number} count of parts; bits of others are left out @returns {number[]} */
const partsIn = (text, count) => Array.from({ length: count }, (_, i) => i).filter((i) => (parseInt(text, 16) >> i) & 1);

/** @param {boolean} [lasting] whether it is kept; else it ends with the page */
export function progress(lasting = true) {
  /** @type {Kept} */ let kept = { seen: {}, first: {}, missed: [] };
  try {
    const found = lasting ? JSON.parse(localStorage.getItem(PLACE) ?? "null") : null;
    if (isKept(found)) kept = found;
  } catch {
    // Forbidden or spoilt: the course works without a memory.
  }

  function keep() {
    if (!lasting) return;
    try {
      localStorage.setItem(PLACE, JSON.stringify(kept));
    } catch {
      // See above.
    }
  }

  /** Parts of a lesson whose question was right, or missed, at first. @param {string} lesson @param {boolean} right */
  const tried = (lesson, right) => Object.entries(kept.first)
    .filter(([id, was]) => id.startsWith(`${lesson}/`) && was === right).map(([id]) => Number(id.split("/")[1]));

  return {
    anything: () => Object.keys(kept.seen).length > 0,
    /** Parts of a lesson that were open. @param {string} lesson */
    seen: (lesson) => kept.seen[lesson] ?? [],
    /** Whether some question of a lesson was missed at first. @param {string} lesson */
    missed: (lesson) => tried(lesson, false).length > 0,
    /** Questions of a lesson that were right at first. @param {string} lesson */
    firstRight: (lesson) => tried(lesson, true).length,
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
    /** All of it, for a link. */
    written() {
      const lessons = Object.entries(kept.seen).map(([key, seen]) => [key, bits(seen), bits(tried(key, true)), bits(tried(key, false))].join("."));
      return lessons.join("_") + (kept.missed.length ? `~${kept.missed.join(".")}` : "");
    },
    /** Add what a link says; what was here before stays. @param {string} text from anybody @param {import("./course.js").Entry[]} lessons @returns {boolean} whether it could be read */
    take(text, lessons) {
      const found = read(text, lessons);
      if (!found) return false;
      for (const [key, seen] of Object.entries(found.seen)) kept.seen[key] = [...new Set([...(kept.seen[key] ?? []), ...seen])];
      kept.first = { ...found.first, ...kept.first };
      kept.missed = [...new Set([...kept.missed, ...found.missed])];
      keep();
      return true;
    },
  };
}

/** @param {any} found @returns {found is Kept} */
function isKept(found) {
  const isList = (/** @type {unknown} */ list) => Array.isArray(list) && list.every((one) => Number.isInteger(one));
  return Boolean(found && typeof found === "object" && found.seen && found.first && Array.isArray(found.missed)
    && Object.values(found.seen).every(isList));
}

/** @param {string} text @param {import("./course.js").Entry[]} lessons @returns {Kept|null} null where any of it is not understood */
function read(text, lessons) {
  if (text.length > LONGEST) return null;
  const [all, topics = "", ...more] = text.split("~");
  /** @type {Kept} */ const found = { seen: {}, first: {}, missed: topics ? topics.split(".") : [] };
  if (more.length || !found.missed.every((topic) => TOPIC.test(topic))) return null;
  for (const part of all.split("_")) {
    const said = LESSON.exec(part);
    const lesson = lessons.find((one) => one.key === said?.[1]);
    if (!said || !lesson) return null;
    found.seen[lesson.key] = partsIn(said[2], lesson.beats);
    for (const beat of partsIn(said[3], lesson.beats)) found.first[`${lesson.key}/${beat}`] = true;
    for (const beat of partsIn(said[4], lesson.beats)) found.first[`${lesson.key}/${beat}`] = false;
  }
  return found;
}
