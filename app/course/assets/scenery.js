// @ts-check
/**
 * What the stage shows of a part: what its beat says, and once there is an answer what was
 * answered beside what is right.
 *
 * @typedef {import("./script.js").Pin} Pin
 * @typedef {import("./script.js").Question} Question
 * @typedef {{beat: import("./script.js").Beat, played: import("./course.js").Played,
 *   state: import("./question.js").State, turn: number, earlier: boolean}} Part
 */

/** Larger grids of an answer would leave no room for the right one. */
const LARGEST = 24;

/** @param {Part} part @param {{[name: string]: import("./networks.js").Network}} networks @returns {import("./stand.js").Scenery} */
export function sceneryOf({ beat, played, state }, networks) {
  const { question } = beat;
  // The editor shows the decoder that a question asks about; the lab would show one layer of it.
  const follows = state.answered && question?.stage && question.stage.setting !== null && beat.stage.kind !== "editor";
  const own = follows && question.stage ? question.stage : beat.stage;
  const { beside } = state.option ?? {};
  const wrongSize = question?.kind === "size" && state.answered && !state.right ? state.given?.number ?? null : null;
  return {
    stage: question?.help?.kind === "light" && !state.answered ? { ...own, pins: question.help.lit } : own,
    played, networks, question, answered: state.answered,
    yours: !state.answered || state.right ? null : {
      size: wrongSize !== null && wrongSize <= LARGEST ? wrongSize : null,
      right: question?.kind === "size" ? question.answer.low ?? null : null,
      output: beside?.output ?? null,
      cells: question?.kind === "mark" && !state.shown ? (state.given?.cells ?? []).map((cell) => [0, ...cell]) : null,
    },
    own: state.right ? [] : beside?.lit ?? [],
  };
}

/** The cells that hold a right answer; null where no cells do. @param {Question} question @returns {Pin[]|null} */
export function answerPins(question) {
  if (question.kind === "mark") return [{ target: "out", cells: (question.answer.cells ?? []).map(([row, column]) => [0, row, column]) }];
  return question.veil.cells.length ? question.veil.cells : null;
}
