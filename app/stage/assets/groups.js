// @ts-check
/**
 * Groups of panels that several readings have: what goes in, and what comes out.
 *
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {import("./layout.js").Sign} Sign
 * @typedef {import("./panels.js").View} View
 * @typedef {import("./scene.js").Row} Row
 * @typedef {{panel: Panel, slot: Slot}} Placed
 * @typedef {{panel: string, cells: number[], side: string}} Outline a frame around some cells of a panel: top, left, rows, columns
 * @typedef {{placed: Placed[], signs: Sign[], outlines?: Outline[], arrangements: string[], arrangement: string}} Composed
 */
import { crowded, maps, parts, planes } from "./layout.js";
import { activatedPanel, inputPanel, kernelPanel, wrongPanel } from "./panels.js";
import { need } from "./upright.js";

/** What the groups that every reading has need on a board that stands upright. @param {View} view */
export function needs({ opened: { scene, x, y } }) {
  const [maps, height, width] = scene.output;
  const [first, second] = [scene.kernel.length, scene.kernel[0].length];
  const output = need(maps, height, width);
  const close = crowded(first, second);
  // What follows it, and what a mistake makes of it, stand beside it.
  const beside = 1 + Number(Boolean(scene.activated)) + Number(Boolean(scene.mistake?.wrong));
  return {
    input: need(scene.input.length, scene.input[0].length, scene.input[0][0].length),
    kernel: { rows: first * y.taps.length, columns: second * x.taps.length, down: close ? 1 : first, across: close ? 1 : second },
    output: { ...output, columns: beside * output.columns, across: beside * output.across },
  };
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {Slot} input @param {Slot} kernel @returns {Placed[]} */
export function factors(view, rows, input, kernel) {
  const { scene } = view.opened;
  const slots = maps(input, scene.input.length);
  const places = planes(kernel, scene.kernel.length, scene.kernel[0].length);
  return [
    ...slots.map((slot, c) => ({ panel: inputPanel(view, rows, c), slot })),
    ...places.flatMap((line, a) => line.map((slot, b) => ({ panel: kernelPanel(view, rows, a, b), slot }))),
  ];
}

/** The output's maps, with what follows the sum and what a mistake makes of them. @param {View} view @param {Row[]} rows @param {Slot} slot @param {(d: number) => Panel} panelOf @returns {Placed[]} */
export function outcome(view, rows, slot, panelOf) {
  const { opened } = view;
  const { mistake, output, activated } = opened.scene;
  const beside = slot.width > slot.height;
  const wrong = mistake?.wrong;
  const [right, ...others] = parts(slot, 1 + Number(Boolean(wrong)) + Number(Boolean(activated)), beside);
  const shown = maps(right, output[0], !beside && others.length > 0).map((place, d) => ({ panel: panelOf(d), slot: place }));
  const after = activated ? activatedMaps(view, rows, activated, others[0], !beside) : [];
  return [...shown, ...after, ...(wrong && mistake ? wrongMaps(opened, mistake, others[others.length - 1], !beside) : [])];
}

/** What follows the sum, of every map. @param {View} view @param {Row[]} rows @param {import("./scene.js").Activated} activated @param {Slot} slot @param {boolean} [beside] @returns {Placed[]} */
export function activatedMaps(view, rows, activated, slot, beside = true) {
  return maps(slot, activated.output.length, beside).map((place, d) => ({ panel: activatedPanel(view, rows, activated, d), slot: place }));
}

/** @param {import("./scene.js").Opened} opened @param {import("./scene.js").Mistake} mistake @param {Slot} slot @param {boolean} [beside] @returns {Placed[]} */
export function wrongMaps(opened, mistake, slot, beside = true) {
  return maps(slot, mistake.wrong?.length ?? 0, beside).map((place, d) => ({ panel: wrongPanel(opened, mistake, d), slot: place }));
}
