// @ts-check
/**
 * The stamp: every input cell times the whole kernel, placed, added up.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Composed} Composed
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 * @typedef {import("../scene.js").Cell} Cell
 */
import { middleOf } from "../grids.js";
import { factors, needs, outcome } from "../groups.js";
import { alone, leadsTo, maps, planeSlots, rowSlots, SLIM } from "../layout.js";
import { activeRows, depending, framed, heatOf, lighted, litBy, named, sized, standing, titled, warmthUpTo } from "../panels.js";
import { called, key, lives } from "../scene.js";
import { fromRows } from "../sums.js";
import { need } from "../upright.js";
import { inputText, productText, show, sumText } from "../words.js";

/** Most stamps that are shown beside each other, and most in one line. */
const TOGETHER = 16;
const IN_A_ROW = 4;
const SMALLEST_PLANE_CELL = 14;

/** @type {import("./index.js").Reading} */
export const stamp = {
  result: { long: "Sum of stamps", short: "Stamps" },
  running: true,
  plays: "each input cell stamps the kernel",
  alone: stamps,
  abreast: (view, _rows, picture) => stampsAbreast(view, picture),
  adding: fromRows,
};

/** @param {View} view @param {Row[]} rows @param {{width: number, height: number}} size @param {string} wanted @returns {Composed} */
function stamps(view, rows, { width, height }, wanted) {
  const { opened } = view;
  const { scene, inputs, single, x, y } = opened;
  const base = alone(width, height, false, inHandLines(view));
  const all = planeSlots(base.middle, ...laidOut(scene));
  const cell = Math.min(all.slots[0].width / x.frame.length, (all.slots[0].height - 37) / y.frame.length);
  const many = single && inputs.length > 1;
  const arrangements = [
    ...(many && inputs.length <= TOGETHER && width >= SLIM && cell >= SMALLEST_PLANE_CELL ? ["each"] : []),
    "one",
    ...(many && inputs.length <= IN_A_ROW && width >= SLIM ? ["row"] : []),
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
    : stampInHand(view, base.middle, width < SLIM ? handPanel : planePanel);
  const leads = leadsTo(base);
  const signs = arrangement === "each" ? all.signs : [];
  // A row is low: its signs stand where it stands.
  const level = scene.dimensions === 1 && leads.text === "→";
  return {
    placed: [...factors(view, rows, base.input, base.kernel), ...shown, ...outcome(view, rows, base.output, sum)],
    signs: level
      ? [...signs.map((sign, i) => ({ ...sign, y: middleOf(shown[i + 1].panel, shown[i + 1].slot) })), { ...leads, y: middleOf(sum(0), base.output) }]
      : [...signs, leads],
    arrangements, arrangement,
  };
}

/** Rows and columns of stamps: as their cells stand, but those of a row below each other, so that their places meet.
 * @param {import("../scene.js").Scene} scene @returns {[number, number]} */
function laidOut({ input: [map], dimensions }) {
  return dimensions === 1 ? [map[0].length, 1] : [map.length, map[0].length];
}

/** One stamp, for each output map that its cell is wired to. @param {View} view @param {Slot} whole
 * @param {(view: View, input: Cell, d: number) => Panel} [panelOf] @returns {Placed[]} */
function stampInHand(view, whole, panelOf = planePanel) {
  const input = inHand(view);
  const wired = wiredTo(view, input);
  return maps(whole, wired.length).map((slot, i) => ({ panel: panelOf(view, input, wired[i][1]), slot }));
}

/** @param {View} view @param {Cell} input */
const wiredTo = (view, input) => view.opened.scene.pairs.filter((pair) => pair[0] === input[0]);

/** On a board that stands upright: input, kernel and the stamp in hand, and below them the output with what
 * padding cuts of it. @param {View} view */
function inHandLines(view) {
  const { x, y, scene } = view.opened;
  const { input, kernel, output } = needs(view);
  const full = { ...output, rows: output.rows / scene.output[1] * y.frame.length, columns: output.columns / scene.output[2] * x.frame.length };
  return [{ input, kernel, middle: need(wiredTo(view, inHand(view)).length, y.taps.length, x.taps.length) }, { output: full }];
}

/** The input cell whose stamp is shown on its own. @param {View} view */
function inHand({ opened, at, focus }) {
  if (focus?.kind === "in") return focus.cell;
  const step = opened.steps[at];
  if (step.phase === "stamp" && step.cell) return step.cell;
  if (step.cell) return opened.byOutput(step.cell).find((row) => row.input)?.input ?? opened.inputs[0];
  return opened.inputs[Math.max(0, (opened.scene.walk === "input" ? opened.done(at) : 1) - 1)];
}

/** All stamps at their cells' places if they can be read, else the one in hand. @param {View} view @param {Slot} picture @returns {Placed[]} */
function stampsAbreast(view, picture) {
  const { scene, inputs, single, x, y } = view.opened;
  const all = planeSlots(picture, ...laidOut(scene));
  const cell = Math.min((all.slots[0].width - 15) / x.frame.length, (all.slots[0].height - 37) / y.frame.length);
  if (single && inputs.length <= TOGETHER && cell >= SMALLEST_PLANE_CELL) {
    return inputs.map((input, i) => ({ panel: planePanel(view, input, 0), slot: all.slots[i] }));
  }
  return stampInHand(view, picture);
}

/** The full output of a transposed convolution, what padding cuts included.
 * @param {View} view @param {Row[]} rows @param {number} d
 * @param {{id: string, title: string, note: string}} name
 * @param {{value: (py: number, px: number) => number, warmth: (value: number) => number, counts: (row: Row) => boolean,
 *   depends: import("../grids.js").Depends}} what NaN where nothing is added @returns {Panel} */
function framePanel(view, rows, d, name, { value: valueOf, warmth, counts, depends }) {
  const { opened, at } = view;
  const { y, x } = opened;
  const lit = litBy(rows, (row) => row.frame);
  return {
    ...name, rows: y.frame.length, columns: x.frame.length,
    rowLabels: come(framed(view, "output", 1, y.frame), y, at), columnLabels: come(framed(view, "output", 2, x.frame), x, at),
    look: depending(depends, (py, px) => {
      const [oy, ox] = [y.frame[py], x.frame[px]];
      const name = `${d},${py},${px}`;
      const life = lives(y.life, x.life, py, px, at);
      const value = valueOf(py, px);
      const none = Number.isNaN(value);
      const doomed = oy === null || ox === null ? " doomed" : "";
      const base = life === "hidden" ? "empty hidden" : life === "ghost" ? "ghost" : `${none ? "empty" : "output"}${doomed}`;
      const text = none ? "" : view.symbols ? sumText(view, opened.byFrame([d, py, px]).filter(counts), value) : show(value);
      return {
        text, data: oy === null || ox === null ? `frame:${name}` : `out:${d},${oy},${ox}`,
        heat: none || life === "ghost" ? 0 : warmth(value),
        ...lighted(base, life === "hidden" ? undefined : lit.get(name)),
      };
    }),
  };
}

/** The stamps added up. @param {View} view @param {Row[]} rows @param {number} d @returns {Panel} */
function sumPanel(view, rows, d) {
  const { opened, adder, at } = view;
  const [maps, h, w] = opened.scene.output;
  const stamped = opened.done(at);
  const complete = stamped === opened.inputs.length;
  const { y, x } = opened;
  const sums = adder.inFrame(stamped)[d];
  // At the end zeros where no stamp reaches, and the bias, once for every cell.
  const value = (/** @type {number} */ py, /** @type {number} */ px) =>
    (complete && y.frame[py] !== null && x.frame[px] !== null ? (sums[py][px] || 0) + opened.scene.bias[d] : sums[py][px]);
  const met = () => new Set(opened.inputs.slice(0, stamped).map(key));
  /** @type {Set<string>|null} */ let done = null;
  return framePanel(view, rows, d, {
    id: named("output", d, maps), title: `${titled(view, "Output", "output", d, maps)}${complete ? "" : " so far"}`,
    note: uncut(opened, at) ? `${sized(opened, y.frame.length, x.frame.length)} in full, cut to ${sized(opened, h, w)}` : grown(opened, at, h, w),
  }, {
    value, warmth: warmthUpTo(adder.mostInFrame()),
    counts: (row) => row.input !== null && (done ??= met()).has(key(row.input)),
    depends: {
      ...standing(view, [d, complete], () => framedIn(rows, d)), at: stamped,
      added: () => (stamped ? framedIn(opened.byInput(opened.inputs[stamped - 1]), d) : []),
    },
  });
}

/** The numbers of lines that are there: what is given back comes later. @param {(string|number)[]} labels
 * @param {{life: {since: number[]}}} axis @param {number} at */
const come = (labels, { life }, at) => labels.map((label, i) => (life.since[i] > at ? "" : label));

/** The output's size, and what it is before cells are given back.
 * @param {import("../scene.js").Opened} opened @param {number} at @param {number} rows @param {number} columns */
function grown(opened, at, rows, columns) {
  const [below, right] = [opened.y, opened.x].map(({ life }) => life.since.filter((step) => step > at).length);
  const size = sized(opened, rows, columns);
  return below || right ? `${sized(opened, rows - below, columns - right)} in full, grows to ${size}` : size;
}

/** Whether places that padding will cut are still there. @param {import("../scene.js").Opened} opened @param {number} at */
function uncut({ y, x }, at) {
  const [py, px] = [y.frame.indexOf(null), x.frame.indexOf(null)];
  return (py >= 0 || px >= 0) && lives(y.life, x.life, Math.max(0, py), Math.max(0, px), at) === "there";
}

/** Where rows land in the full output of a map. @param {Row[]} rows @param {number} d @returns {number[][]} */
const framedIn = (rows, d) => rows.flatMap(({ frame }) => (frame?.[0] === d ? [frame.slice(1)] : []));

/** One stamp on its own. @param {View} view @param {Cell} input @param {number} d @returns {Panel} */
function planePanel(view, input, d) {
  const { opened, at } = view;
  const own = opened.byInput(input).filter((row) => row.frame?.[0] === d);
  const reached = opened.scene.walk === "output" || opened.inputs.findIndex((cell) => key(cell) === key(input)) < opened.done(at);
  const values = new Map(reached ? own.map((row) => [key(row.frame), row.product]) : []);
  const rows = activeRows(view).filter((row) => key(row.input) === key(input));
  return framePanel(view, rows, d, { id: `plane ${key(input)} ${d}`, title: stampTitle(view, input, d), note: "" }, {
    value: (py, px) => values.get(`${d},${py},${px}`) ?? NaN,
    warmth: heatOf([...values.values()]),
    counts: (row) => key(row.input) === key(input),
    // Of one stamp or the next: all that is neither's is empty.
    depends: standing(view, [d], () => [...framedIn(own, d), ...framedIn(rows, d)]),
  });
}

/** What a stamp is called. @param {View} view @param {Cell} input @param {number} d */
function stampTitle(view, input, d) {
  const { opened } = view;
  const [, , first, second] = opened.scene.pairs.find((pair) => pair[0] === input[0] && pair[1] === d) ?? [];
  return `${inputText(view, input)} × ${opened.single ? "kernel" : `w[${called(opened, "kernel", [first, second, 0, 0]).slice(0, 2)}]`}`;
}

/** One stamp as it lies in the hand: as large as the kernel. @param {View} view @param {Cell} input @param {number} d @returns {Panel} */
function handPanel(view, input, d) {
  const { x, y, byInput } = view.opened;
  const own = new Map(byInput(input).filter((row) => row.frame?.[0] === d).map((row) => [key(row.tap.slice(2)), row]));
  const lit = litBy(activeRows(view).filter((row) => key(row.input) === key(input) && row.frame?.[0] === d), (row) => row.tap.slice(2));
  return {
    id: `hand ${d}`, title: stampTitle(view, input, d), note: "", rows: y.taps.length, columns: x.taps.length, rowLabels: [], columnLabels: [],
    look: (down, across) => {
      const row = own.get(key([y.taps[down] ?? -1, x.taps[across] ?? -1]));
      if (!row) return { text: "", className: "gap" };
      const name = key(row.tap.slice(2));
      return {
        text: productText(view, row), hue: row.hue, data: row.output ? `out:${key(row.output)}` : `frame:${key(row.frame)}`,
        className: `${row.output ? "weight" : "ghost"}${lit.has(name) ? " lit" : ""}`,
      };
    },
  };
}
