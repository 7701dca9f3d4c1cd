// @ts-check
/**
 * The form of a lesson as Python sends it; app/course/values.py says what each part means.
 *
 * @typedef {import("../../stage/assets/scene.js").Scene} Scene
 * @typedef {number[]} Cell
 * @typedef {{kind: string, text: string, veiled?: boolean, means?: string, new?: boolean,
 *   target?: string, cells?: Cell[], runs?: Run[]}} Run
 * @typedef {Run[]} Sentence
 * @typedef {{target: string, cells: Cell[]}} Pin
 * @typedef {number[][]} Grid
 * @typedef {{name: string, output: Grid[], before: number, after: number, differs: boolean[][]}} Result
 * @typedef {{kind: string, setting: number|null, readings: string[], walk: string, step: number|null,
 *   controls: string[]|null, pins: Pin[], model: string, layer: number, cell: number[],
 *   moves: {[name: string]: string}, counted: {kind: string, inputs: number, outputs: number, k: number}|null,
 *   results: Result[]|null, full: Grid[]|null, counts: Grid|null}} Stage
 * @typedef {{low?: number|null, high?: number|null, within?: boolean, cells?: Cell[], chips?: number[], choice?: number}} Answer
 * @typedef {{setting: number|null, mistake: string, output: Grid[]|null, size: number|null, lit: Pin[]}} Beside
 * @typedef {{answers: Answer[], said: string[], topic: string, sentence: Sentence, beside: Beside}} Option
 * @typedef {{cells: Pin[], size: boolean, panels: string[]}} Veil
 * @typedef {{kind: string, text: string, blank: string, lit: Pin[]}} Help
 * @typedef {{kind: string, prompt: string, answer: Answer, choices: string[]}} Why
 * @typedef {{id: string, kind: string, prompt: Sentence, chips: number[], grid: number[], choices: Sentence[],
 *   answer: Answer, said: string, reason: Sentence, worked: string, wrong: Option[], why: Why|null,
 *   help: Help|null, veil: Veil, stage: Stage|null, fresh: boolean, drawn: boolean}} Question
 * @typedef {{text: Sentence[], stage: Stage, question: Question|null, after: Sentence[], more: boolean}} Beat
 * @typedef {{key: string, title: string, core: boolean, keep: Sentence, seed: number, turn: number,
 *   tolerance: number, again: string[], settings: {[name: string]: string}[], beats: Beat[]}} Script
 */
export {};
