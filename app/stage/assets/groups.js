// @ts-check
/**
 * Groups of panels that several readings have: what goes in, and what comes out.
 *
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {import("./layout.js").Sign} Sign
 * @typedef {import("./panels.js").View} View
 * @typedef {{panel: Panel, slot: Slot}} Placed
 * @typedef {{panel: string, cells: number[], side: string}} Outline a frame around some cells of a panel: top, left, rows, columns
 * @typedef {{placed: Placed[], signs: Sign[], outlines?: Outline[], arrangements: string[], arrangement: string}} Composed
 */
import { lattice, maps, parts } from "./layout.js";
import { inputPanel, kernelPanel, wrongPanel } from "./panels.js";
import { need } from "./upright.js";

/** What the groups that every reading has need on a board that stands upright. @param {View} view */
export function needs({ opened: { scene, x, y } }) {
  const [maps, height, width] = scene.output;
  const [first, second] = [scene.kernel.length, scene.kernel[0].length];
  const output = need(maps, height, width);
  // What a mistake makes of it stands beside it.
  const twice = { ...output, columns: 2 * output.columns, across: 2 * output.across };
  return {
    input: need(scene.input.length, scene.input[0].length, scene.input[0][0].length),
    kernel: { rows: first * y.taps.length, columns: second * x.taps.length, down: first, across: second },
    output: scene.mistake?.wrong ? twice : output,
  };
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {Slot} input @param {Slot} kernel @returns {Placed[]} */
export function factors(view, rows, input, kernel) {
  const { scene } = view.opened;
  const slots = maps(input, scene.input.length);
  const planes = lattice(kernel, scene.kernel.length, scene.kernel[0].length);
  return [
    ...slots.map((slot, c) => ({ panel: inputPanel(view, rows, c), slot })),
    ...planes.flatMap((line, a) => line.map((slot, b) => ({ panel: kernelPanel(view, rows, a, b), slot }))),
  ];
}

/** The output's maps, with what a mistake makes of them. @param {View} view @param {Slot} slot @param {(d: number) => Panel} panelOf @returns {Placed[]} */
export function outcome({ opened }, slot, panelOf) {
  const { mistake, output } = opened.scene;
  const beside = slot.width > slot.height;
  const wrong = mistake?.wrong;
  const [right, other] = wrong ? parts(slot, 2, beside) : [slot];
  const shown = maps(right, output[0], !beside && Boolean(wrong)).map((place, d) => ({ panel: panelOf(d), slot: place }));
  if (!wrong || !mistake) return shown;
  return [...shown, ...wrongMaps(mistake, other, !beside)];
}

/** @param {import("./scene.js").Mistake} mistake @param {Slot} slot @param {boolean} [beside] @returns {Placed[]} */
export function wrongMaps(mistake, slot, beside = true) {
  return maps(slot, mistake.wrong?.length ?? 0, beside).map((place, d) => ({ panel: wrongPanel(mistake, d), slot: place }));
}
