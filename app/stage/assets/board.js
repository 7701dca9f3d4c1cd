// @ts-check
/**
 * Composes the picture: which panels a scene has, and which slot each of them takes.
 *
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {import("./layout.js").Sign} Sign
 * @typedef {import("./panels.js").View} View
 * @typedef {{panel: Panel, slot: Slot}} Placed
 * @typedef {{placed: Placed[], signs: Sign[], arrangements: string[], arrangement: string}} Composed
 */
import { cellSize } from "./grids.js";
import { abreast, alone, lattice, leadsTo, maps, NARROW, parts, planeSlots, product, rowSlots } from "./layout.js";
import {
  activeRows, columnPanel, inputPanel, kernelPanel, matrixPanel, outputPanel, paddedPanel,
  planePanel, productsPanel, spreadPanel, sumPanel, wrongPanel,
} from "./panels.js";
import { agree } from "./sums.js";
import { termsBoard } from "./value.js";

/** Most stamps that are shown beside each other, and most in one line. */
const TOGETHER = 16;
const IN_A_ROW = 4;
const SMALLEST_PLANE_CELL = 14;
/** More entries than this make a matrix that shows nothing. */
const LARGEST_MATRIX = 20_000;

/** @param {Pick<View, "opened">} view */
export const fitsMatrix = ({ opened }) => opened.inputs.length * opened.outputs.length <= LARGEST_MATRIX;

/**
 * @param {View} view @param {number} width @param {number} height
 * @param {string} arrangement of the stamps: "each", "one" or "row"
 * @param {string[]} readings those to show
 * @returns {Composed}
 */
export function compose(view, width, height, arrangement, readings) {
  const rows = activeRows(view);
  if (readings.length > 1) return several(view, rows, width, height, readings);
  if (readings[0] === "terms") return { ...termsBoard(view, width, height), arrangements: [], arrangement: "" };
  if (readings[0] === "stamp") return stamps(view, rows, width, height, arrangement);
  return readings[0] === "matrix" ? matrixAlone(view, rows, width, height) : slide(view, rows, width, height);
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {Slot} input @param {Slot} kernel @returns {Placed[]} */
function factors(view, rows, input, kernel) {
  const { scene } = view.opened;
  const slots = maps(input, scene.input.length);
  const planes = lattice(kernel, scene.kernel.length, scene.kernel[0].length);
  return [
    ...slots.map((slot, c) => ({ panel: inputPanel(view, rows, c), slot })),
    ...planes.flatMap((line, a) => line.map((slot, b) => ({ panel: kernelPanel(view, rows, a, b), slot }))),
  ];
}

/** The output's maps, with what a mistake makes of them. @param {View} view @param {Slot} slot @param {(d: number) => Panel} panelOf @returns {Placed[]} */
function outcome({ opened }, slot, panelOf) {
  const { mistake, output } = opened.scene;
  const beside = slot.width > slot.height;
  const wrong = mistake?.wrong;
  const [right, other] = wrong ? parts(slot, 2, beside) : [slot];
  const shown = maps(right, output[0], !beside && Boolean(wrong)).map((place, d) => ({ panel: panelOf(d), slot: place }));
  if (!wrong || !mistake) return shown;
  return [...shown, ...wrongMaps(mistake, other, !beside)];
}

/** @param {import("./scene.js").Mistake} mistake @param {Slot} slot @param {boolean} [beside] @returns {Placed[]} */
function wrongMaps(mistake, slot, beside = true) {
  return maps(slot, mistake.wrong?.length ?? 0, beside).map((place, d) => ({ panel: wrongPanel(mistake, d), slot: place }));
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {Slot} slot @returns {Placed[]} */
function grids(view, rows, slot) {
  const panelOf = view.opened.transposed ? spreadPanel : paddedPanel;
  return maps(slot, view.opened.scene.input.length).map((place, c) => ({ panel: panelOf(view, rows, c), slot: place }));
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {number} width @param {number} height @returns {Composed} */
function slide(view, rows, width, height) {
  const { single } = view.opened;
  const places = alone(width, height, single);
  return {
    placed: [
      ...factors(view, rows, places.input, places.kernel),
      ...(single ? [{ panel: productsPanel(view, rows), slot: places.third }] : []),
      ...grids(view, rows, places.middle),
      ...outcome(view, places.output, (d) => outputPanel(view, rows, "slide", d, "output", "Output")),
    ],
    signs: [leadsTo(places)], arrangements: [], arrangement: "",
  };
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {number} width @param {number} height @returns {Composed} */
function matrixAlone(view, rows, width, height) {
  const places = alone(width, height, true);
  const { opened } = view;
  const table = product(places.middle, opened.outputs.length, opened.inputs.length);
  return {
    placed: [
      ...factors(view, rows, places.input, places.kernel),
      { panel: matrixPanel(view, rows, true), slot: places.third },
      ...matrixProduct(view, rows, table),
      ...outcome(view, places.output, (d) => outputPanel(view, rows, "matrix", d, "output", "Output")),
    ],
    signs: [leadsTo(places)], arrangements: [], arrangement: "",
  };
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {{matrix: Slot, x: Slot, y: Slot}} table @returns {Placed[]} */
function matrixProduct(view, rows, table) {
  const panel = matrixPanel(view, rows, false);
  const size = cellSize(panel, table.matrix);
  return [
    { panel, slot: table.matrix },
    { panel: columnPanel(view, rows, "x"), slot: { ...table.x, largest: size } },
    { panel: columnPanel(view, rows, "y"), slot: { ...table.y, largest: size } },
  ];
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {number} width @param {number} height @param {string} wanted @returns {Composed} */
function stamps(view, rows, width, height, wanted) {
  const { opened } = view;
  const { scene, inputs, single, x, y } = opened;
  const base = alone(width, height, false);
  const [down, across] = [scene.input[0].length, scene.input[0][0].length];
  const all = planeSlots(base.middle, down, across);
  const cell = Math.min(all.slots[0].width / x.frame.length, (all.slots[0].height - 37) / y.frame.length);
  const many = single && inputs.length > 1;
  const arrangements = [
    ...(many && inputs.length <= TOGETHER && cell >= SMALLEST_PLANE_CELL ? ["each"] : []),
    "one",
    ...(many && inputs.length <= IN_A_ROW && width > NARROW ? ["row"] : []),
  ];
  const arrangement = arrangements.includes(wanted) ? wanted : "one";
  const sum = (/** @type {number} */ d) => sumPanel(view, rows, d);
  if (arrangement === "row") {
    const line = rowSlots(width, height, inputs.length);
    return {
      placed: [
        ...factors(view, rows, line.input, line.kernel),
        ...inputs.map((input, i) => ({ panel: planePanel(view, input, 0), slot: line.stamps[i] })),
        { panel: sum(0), slot: line.output },
      ],
      signs: line.signs, arrangements, arrangement,
    };
  }
  const shown = arrangement === "each"
    ? inputs.map((input, i) => ({ panel: planePanel(view, input, 0), slot: all.slots[i] }))
    : stampInHand(view, base.middle);
  return {
    placed: [...factors(view, rows, base.input, base.kernel), ...shown, ...outcome(view, base.output, sum)],
    signs: [...(arrangement === "each" ? all.signs : []), leadsTo(base)], arrangements, arrangement,
  };
}

/** One stamp, on each output map that its cell is wired to. @param {View} view @param {Slot} whole @returns {Placed[]} */
function stampInHand(view, whole) {
  const input = inHand(view);
  const wired = view.opened.scene.pairs.filter((pair) => pair[0] === input[0]);
  return maps(whole, wired.length).map((slot, i) => ({ panel: planePanel(view, input, wired[i][1]), slot }));
}

/** The input cell whose stamp is shown on its own. @param {View} view */
function inHand({ opened, at, focus }) {
  if (focus?.kind === "in") return focus.cell;
  const step = opened.steps[at];
  if (step.phase === "stamp" && step.cell) return step.cell;
  if (step.cell) return opened.byOutput(step.cell).find((row) => row.input)?.input ?? opened.inputs[0];
  return opened.inputs[Math.max(0, (opened.scene.walk === "input" ? opened.done(at) : 1) - 1)];
}

/** @type {{[reading: string]: string}} */
const LONG = { stamp: "Sum of stamps", slide: "Sums of the slide", matrix: "Matrix times input" };
/** @type {{[reading: string]: string}} */
const SHORT = { stamp: "Stamps", slide: "Slide", matrix: "Matrix" };

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {number} width @param {number} height @param {string[]} readings @returns {Composed} */
function several(view, rows, width, height, readings) {
  const { opened } = view;
  const { scene } = opened;
  const places = abreast(width, height, readings.length);
  /** @type {Placed[]} */ const placed = factors(view, rows, places.input, places.kernel);
  /** @type {Sign[]} */ const signs = [];
  readings.forEach((reading, i) => {
    const [picture, below] = [places.pictures[i], places.results[i]];
    if (reading === "slide") placed.push(...grids(view, rows, picture));
    else if (reading === "matrix") placed.push(...matrixProduct(view, rows, product(picture, opened.outputs.length, opened.inputs.length)));
    else placed.push(...stampsAbreast(view, picture));
    const id = i === 0 ? "output" : `output ${reading}`;
    const names = opened.scene.output[0] > 1 ? SHORT : LONG;
    const title = names[reading];
    const [own, wrong] = scene.mistake?.wrong && i === readings.length - 1 ? parts(below, 2, true) : [below];
    maps(own, scene.output[0], true).forEach((slot, d) => placed.push({ panel: outputPanel(view, rows, reading, d, id, title), slot }));
    if (wrong && scene.mistake) placed.push(...wrongMaps(scene.mistake, wrong));
  });
  const sums = readings.map((reading) => view.adder.sums(reading, view.at));
  places.marks.forEach((mark, i) => signs.push({ ...mark, text: agree([sums[i], sums[i + 1]]) ? "=" : "≠" }));
  return { placed, signs, arrangements: [], arrangement: "" };
}

/** All stamps at their cells' places if they can be read, else the one in hand. @param {View} view @param {Slot} picture @returns {Placed[]} */
function stampsAbreast(view, picture) {
  const { scene, inputs, single, x, y } = view.opened;
  const all = planeSlots(picture, scene.input[0].length, scene.input[0][0].length);
  const cell = Math.min((all.slots[0].width - 15) / x.frame.length, (all.slots[0].height - 37) / y.frame.length);
  if (single && inputs.length <= TOGETHER && cell >= SMALLEST_PLANE_CELL) {
    return inputs.map((input, i) => ({ panel: planePanel(view, input, 0), slot: all.slots[i] }));
  }
  return stampInHand(view, picture);
}
