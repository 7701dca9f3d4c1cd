// @ts-check
/**
 * What app/stage/message.py sends, in types; tests/golden/message.ts holds them to a message.
 *
 * @typedef {string[]} Labelled key and label
 * @typedef {{key: string, name: string, words: Labelled[], sides: boolean, zero: boolean, formats: string[]}} Framework
 *   words: its own names for parameters; sides: whether it takes a padding for each; zero: whether an output padding of 0 is not its default
 * @typedef {{frameworks: Framework[], operations: Labelled[], readings: Labelled[], walks: Labelled[],
 *   arrangements: Labelled[], fills: Labelled[], kernels: Labelled[], activations: Labelled[], paddings: Labelled[],
 *   languages: Labelled[], beside: {label: string, choices: Labelled[]}[], terms: Labelled[]}} Choices terms: word and meaning
 * @typedef {{operation: string, framework: string, input_size: number[],
 *   kernel_size: number|number[], stride: number|number[], padding: number|string|number[]|number[][],
 *   output_padding: number|number[], dilation: number|number[], readings: string[], walk: string, channels: number[],
 *   groups: number, bias: number[], beside: string, dimensions: number, output_size: number|number[]|null,
 *   zero_said: boolean, activation: string, channels_first: boolean, fills: string[], holds: string[]}} Controls
 * @typedef {{operation: string, size: number[], boxes: number[][], kept: number[]|null, lines: number[][]}} Sketch
 * @typedef {{asks: string, examples: {key: string, title: string, about: string, sketch: Sketch}[]}} Question
 * @typedef {{[name: string]: number[]}} Limits lowest and highest
 * @typedef {{rule: string, parameter: string, fix: {text: string, controls: Controls}|null}} Trouble
 * @typedef {{n: number, what: string, name: string, mime: string, text: string, error: string}} Taken
 * @typedef {{step?: number, pin?: (string|number)[], symbols?: boolean}} Place
 * @typedef {{hide: string[], lock: boolean, alone: boolean, part?: boolean, present?: boolean}} Visible
 * @typedef {{titles: string[], at: number|null, link: string}} Scenes those prepared, the one in hand, and the link that presents them
 * @typedef {{name: string, words: string, marked: string, marks: number[][][]}} Side
 * @typedef {{key: string, sides: Side[], scene: import("./scene.js").Scene|null, numbers: number[][][], after: import("./scene.js").Activated|null, shared: string[],
 *   links: {[kind: string]: string}, shift: number[], cuts: number[][], says: string, counts: string,
 *   number: {parameter: string, name: string, limits: number[], now: number}|null, swaps: boolean}} Compare
 * @typedef {{id: string, n: number, scene: import("./scene.js").Scene, compare: Compare|null, controls: Controls,
 *   choices: Choices|null, limits: Limits, reach: {[name: string]: number}, planes: number[][], examples: Question[]|null,
 *   example: Labelled|null, notices: string[], error: Trouble|null,
 *   link: string, place: Place|null, ahead: string|null, live: boolean, export: Taken|null, view: Visible,
 *   scenes: Scenes|null}} Message with choices and examples once: who has sent a wish has them
 * @typedef {Message & {choices: Choices, examples: Question[]}} Whole with what came before
 * A number of the controls is for both axes; two are height and width, two pairs of a padding their ends.
 */
export {};
