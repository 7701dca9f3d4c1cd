// @ts-check
/**
 * What was answered, beside what is right and what is wrong in a way that is known. Python has
 * computed all of them; here they are only compared.
 *
 * @typedef {import("./script.js").Answer} Answer
 * @typedef {import("./script.js").Question} Question
 * @typedef {import("./script.js").Option} Option
 * @typedef {{number?: number, cells?: number[][], chips?: number[], choice?: number}} Given
 */

/** A number as people write it: `3872`, `3,872`, `2.5`, `−4`; null for anything else. @param {string} text */
export function readNumber(text) {
  const plain = text.trim().replaceAll("−", "-").replace(/[ ,\u202f](?=\d{3}(\D|$))/g, "").replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** @param {(string|number)[]} a @param {(string|number)[]} b */
const sameSet = (a, b) => a.length === b.length && a.every((one) => b.includes(one));

/** @param {number[][]} cells */
const names = (cells) => cells.map((cell) => cell.join(","));

/** Whether a given answer is this one. @param {Answer} answer @param {Given} given @param {number} tolerance */
export function matches(answer, given, tolerance) {
  if (answer.cells) return sameSet(names(answer.cells), names(given.cells ?? []));
  if (answer.chips) return sameSet(answer.chips, given.chips ?? []);
  if (answer.choice !== undefined) return answer.choice === given.choice;
  if (given.number === undefined) return false;
  const [low, high] = [answer.low ?? -Infinity, answer.high ?? Infinity];
  if (answer.within) return low < given.number && given.number < high;
  return low - tolerance <= given.number && given.number <= high + tolerance;
}

/** @param {Question} question @param {Given} given @param {number} tolerance @returns {{right: boolean, option: Option|null}} */
export function judged(question, given, tolerance) {
  if (matches(question.answer, given, tolerance)) return { right: true, option: null };
  const option = question.wrong.find((one) => one.answers.some((answer) => matches(answer, given, tolerance)));
  return { right: false, option: option ?? null };
}
