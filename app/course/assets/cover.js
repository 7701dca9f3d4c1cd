// @ts-check
/**
 * What stands on the board of a lesson: the stage's own panels, less what would tell an answer
 * before it is given, and with the answer that was given beside the right one afterwards.
 *
 * @typedef {import("../../stage/assets/groups.js").Composed} Composed
 * @typedef {import("../../stage/assets/groups.js").Placed} Placed
 * @typedef {import("../../stage/assets/grids.js").Panel} Panel
 * @typedef {import("../../stage/assets/grids.js").Look} Look
 * @typedef {import("../../stage/assets/grids.js").Slot} Slot
 * @typedef {import("../../stage/assets/panels.js").View} View
 * @typedef {import("./script.js").Stage} Stage
 * @typedef {import("./script.js").Grid} Grid
 * @typedef {{kind: "in"|"out", rows: number, columns: number, maps: number, chosen: Set<string>, cursor: number[]|null}} Marking
 * @typedef {{size: number|null, right: number|null, output: Grid[]|null, cells: number[][]|null}} Yours the answer that was given
 *   ``right``: the right size, where one was asked
 * @typedef {{stage: Stage, hidden: Set<string>, size: boolean, panels: string[], lit: Set<string>,
 *   own: Set<string>, marking: Marking|null, yours: Yours|null, wide: boolean, quiet: boolean}} Shown
 *   ``hidden``: names of covered cells; ``size``: the output's size is asked; ``lit``: cells of a phrase;
 *   ``own``: cells that a wrong answer took; ``wide``: an answer's size was asked and is known now;
 *   ``quiet``: cells are marked, and a step's own colours would look like marks
 */
import { cellSize } from "../transposed-convolution-lab.stage/grids.js";
import { alone, parts } from "../transposed-convolution-lab.stage/layout.js";
import { inLight, litOn } from "../transposed-convolution-lab.stage/phrases.js";
import { key, range } from "../transposed-convolution-lab.stage/scene.js";
import { show } from "../transposed-convolution-lab.stage/words.js";
import { touches } from "./cells.js";
import { views } from "./views.js";

/** Pixels of a cell whose number is read without effort. */
const READABLE = 20;
/** Panels that stand for a name in a lesson's veil, by the beginnings of their ids. @type {{[name: string]: string[]}} */
const PANELS = {
  ring: ["middle"], cut: ["output", "plane"], count: ["count", "output", "plane"],
  output: ["output", "plane"], matrix: ["matrix", "turned matrix"],
  trip: ["back", "difference", "found"], phases: ["phase", "part"],
};
/** Those that are not even there before the answer. */
const ABSENT = /^(plane|difference|found|phase|part)/;
/** Of these only the cells' numbers are covered; of others even the shape would tell. */
const KEEP_SHAPE = ["output", "count", "matrix", "turned matrix"];

/** @param {Composed} composed @param {View} view @param {{width: number, height: number}} size @param {Shown} shown @returns {Composed} */
export function covered(composed, view, size, shown) {
  const slots = alone(size.width, size.height, composed.placed.some(({ panel }) => panel.id === "products" || panel.id === "turned matrix"));
  const made = views(view, size, shown) ?? arranged(composed, slots, view, shown);
  const placed = made.placed.map(({ panel, slot }) => ({ panel: dressed(panel, view, shown), slot }));
  return { ...composed, ...made, placed };
}

/** @param {Composed} composed @param {ReturnType<typeof alone>} slots @param {View} view @param {Shown} shown @returns {{placed: Placed[], signs: Composed["signs"]}} */
function arranged({ placed, signs }, slots, view, shown) {
  const { marking, yours } = shown;
  const stamping = view.opened.scene.readings.join() === "stamp" && view.opened.transposed;
  if (marking?.kind === "out") {
    const kept = placed.filter(({ panel }) => !/^(plane|output|count)/.test(panel.id));
    return { placed: [...kept, { panel: markPanel(marking), slot: { ...slots.middle, largest: 60 } }], signs: [] };
  }
  if (shown.size) {
    const kept = placed.filter(({ panel }) => !/^(plane|output|count)/.test(panel.id));
    const output = placed.find(({ panel }) => panel.id === "output");
    const full = stamping && output ? [{ panel: fullPanel(output.panel, true), slot: { ...slots.middle, largest: 46 } }] : [];
    return {
      placed: [...kept, ...full, { panel: unknown("output", "Output", "? × ?"), slot: { ...slots.output, largest: 230 } }],
      signs: signs.filter(({ text }) => text === "→" || text === "↓"),
    };
  }
  const hidden = shown.panels.flatMap((name) => PANELS[name] ?? []);
  const shape = shown.panels.includes("phases") ? placed.map(uncoloured) : placed;
  const open = hidden.length ? withCovers(shape, hidden) : shape;
  if (hidden.includes("plane")) return { placed: open, signs: signs.filter(({ text }) => text !== "+") };
  const cuts = [view.opened.y, view.opened.x].some((axis) => axis.frame.includes(null));
  const asked = yours?.size ? rightOne(open, view, yours.right) : null;
  // Only what padding cuts makes one think of a ring around what is there.
  if (yours && asked) return besideSize(open, asked, slots, yours, stamping && cuts);
  const cutting = ["cut", "give back"].includes(view.opened.steps[view.at].phase);
  if (stamping && cuts && (shown.wide || (cutting && tiny(open)))) return fullBefore(open, slots, signs);
  if (yours?.output || yours?.cells) return { placed: besideOutput(open, view, yours), signs };
  return { placed: open, signs };
}

/** A phase's colour would tell which taps are its own. @param {Placed} placed @returns {Placed} */
const uncoloured = ({ panel, slot }) => ({
  slot,
  panel: {
    ...panel,
    look: (y, x) => {
      const look = panel.look(y, x);
      return { ...look, hue: undefined, className: look.className.replace("weight", "output") };
    },
  },
});

/** @param {Placed[]} placed @param {string[]} hidden beginnings of ids @returns {Placed[]} */
function withCovers(placed, hidden) {
  const isHidden = (/** @type {Panel} */ panel) => hidden.some((name) => panel.id === name || panel.id.startsWith(`${name} `));
  return placed.flatMap(({ panel, slot }) => {
    if (!isHidden(panel)) return [{ panel, slot }];
    if (ABSENT.test(panel.id)) return [];
    if (!KEEP_SHAPE.some((name) => panel.id === name || panel.id.startsWith(`${name} `))) {
      return [{ panel: unknown(panel.id, panel.title, "?"), slot: { ...slot, largest: 200 } }];
    }
    return [{ panel: { ...panel, look: () => ({ text: "", className: "veiled", data: "" }) }, slot }];
  });
}

/** One large question mark, which tells no size. @param {string} id @param {string} title @param {string} note @returns {Panel} */
export const unknown = (id, title, note) => ({
  id: `${id} covered`, title, note, rows: 1, columns: 1, rowLabels: [], columnLabels: [],
  look: () => ({ text: "?", className: "cover", data: "" }),
});

/** All stamps added, before padding cuts. @param {Panel} output as the stamps have it @param {boolean} silent whether pointing would tell what is cut @returns {Panel} */
function fullPanel(output, silent) {
  return {
    ...output, id: "full", title: "Full output", note: `${output.rows}×${output.columns}`,
    rowLabels: range(output.rows), columnLabels: range(output.columns),
    look: (y, x) => {
      const look = output.look(y, x);
      const className = look.className.replace("ghost", "output");
      // Its place stays its name, so that a phrase finds it.
      return { ...look, className, heat: look.heat || 0.3, name: look.data, data: silent ? "" : look.data };
    },
  };
}

/** Whether what is cut from single stamps could not be read. @param {Placed[]} placed */
const tiny = (placed) => placed.some(({ panel, slot }) => panel.id.startsWith("plane") && cellSize(panel, slot) < READABLE);

/** The full output, and what is left of it. @param {Placed[]} placed @param {ReturnType<typeof alone>} slots @param {Composed["signs"]} signs */
function fullBefore(placed, slots, signs) {
  const output = placed.find(({ panel }) => panel.id === "output");
  const kept = placed.filter(({ panel }) => !panel.id.startsWith("plane"));
  const full = output ? [{ panel: fullPanel(output.panel, false), slot: { ...slots.middle, largest: 46 } }] : [];
  return { placed: [...kept.map((one) => (one === output ? { ...one, slot: { ...one.slot, largest: 46 } } : one)), ...full], signs: signs.filter(({ text }) => text === "→" || text === "↓") };
}

/** The grid whose size was asked: the output, or what the kernel slides over. @param {Placed[]} placed @param {View} view @param {number|null} size */
function rightOne(placed, view, size) {
  const output = placed.find(({ panel }) => panel.id === "output");
  if (output && view.opened.scene.output[1] === size) return output;
  return placed.find(({ panel }) => panel.id === "middle" && panel.rows === size) ?? null;
}

/** A size that was answered beside the right one, cells of one size. @param {Placed[]} placed @param {Placed} right @param {ReturnType<typeof alone>} slots @param {Yours} yours @param {boolean} around */
function besideSize(placed, right, slots, { size, output }, around) {
  const kept = placed.filter(({ panel }) => !/^(plane|middle|output)/.test(panel.id));
  const side = Math.max(0, Math.round(size ?? 0));
  const guess = side > 0 ? yourGrid(side, around ? right.panel : null, output) : unknown("yours", `Your ${show(size ?? 0)}`, "no such grid");
  const largest = Math.min(46, cellSize(guess, { ...slots.middle, largest: 46 }), cellSize(right.panel, { ...slots.output, largest: 46 }));
  return {
    placed: [
      ...kept,
      { panel: guess, slot: { ...slots.middle, largest: side > 0 ? largest : 160 } },
      { panel: { ...right.panel, title: right.panel.id === "output" ? "It is" : `It is, the ${right.panel.title.toLowerCase()}` }, slot: { ...slots.output, largest } },
    ],
    signs: [],
  };
}

/** A grid of the size that was answered; around the full output where that fits inside. @param {number} side @param {Panel|null} full @param {Grid[]|null} made what comes of it, where that is known @returns {Panel} */
function yourGrid(side, full, made) {
  const ring = full ? (side - full.rows) / 2 : -1;
  const inside = full && ring >= 0 && Number.isInteger(ring) && full.rows === full.columns ? full : null;
  return {
    id: "yours", title: "Your answer", note: `${side}×${side}`, rows: side, columns: side,
    rowLabels: range(side), columnLabels: range(side),
    look: (y, x) => {
      if (made) return { text: show(made[0][y][x]), className: made[0][y][x] ? "guess" : "zero guess", data: "" };
      if (!inside) return { text: "", className: "guess", data: "" };
      const [fy, fx] = [y - ring, x - ring];
      if (fy < 0 || fx < 0 || fy >= inside.rows || fx >= inside.columns) return { text: "0", className: "zero guess", data: "" };
      const look = inside.look(fy, fx);
      return { ...look, data: "", className: look.className.replace("ghost", "output") };
    },
  };
}

/** The output that a wrong answer comes from, or the cells that were marked, below the right one. @param {Placed[]} placed @param {View} view @param {Yours} yours @returns {Placed[]} */
function besideOutput(placed, view, yours) {
  const at = placed.findIndex(({ panel }) => panel.id === "output");
  if (at < 0) return placed;
  const { panel, slot } = placed[at];
  const [above, below] = parts({ ...slot, largest: 46 }, 2, slot.width > slot.height);
  const [, h, w] = view.opened.scene.output;
  const grid = yours.output?.[0];
  const marked = new Set((yours.cells ?? []).map((cell) => key(cell)));
  const other = {
    id: "yours", title: grid ? "As you did it" : "Your marks", note: grid ? `${grid.length}×${grid[0].length}` : "",
    rows: grid?.length ?? h, columns: grid?.[0].length ?? w, rowLabels: range(grid?.length ?? h), columnLabels: range(grid?.[0].length ?? w),
    look: (/** @type {number} */ y, /** @type {number} */ x) => {
      const name = key([0, y, x]);
      return { text: grid ? show(grid[y][x]) : "", className: marked.has(name) ? "guess chosen" : "guess", data: "", name: grid ? `out:${name}` : "" };
    },
  };
  return [...placed.slice(0, at), { panel: { ...panel, title: "It is" }, slot: above }, ...placed.slice(at + 1), { panel: other, slot: below }];
}

/** Cells to be marked: no numbers, nothing that tells. @param {Marking} marking @returns {Panel} */
function markPanel({ rows, columns, chosen, cursor }) {
  return {
    id: "marks", title: "Output", note: `${rows}×${columns}: click the cells`, rows, columns,
    rowLabels: range(rows), columnLabels: range(columns),
    look: (y, x) => {
      const name = `mark:0,${y},${x}`;
      const here = cursor && cursor[1] === y && cursor[2] === x ? " cursor" : "";
      return { text: "", className: `${chosen.has(name) ? "guess chosen" : "guess"}${here}`, data: name };
    },
  };
}

/** @param {Panel} panel @param {View} view @param {Shown} shown @returns {Panel} */
function dressed(panel, view, { hidden, lit, own, marking, quiet }) {
  const plane = panel.id.startsWith("plane ");
  const lights = litOn(panel.id, view.opened, lit);
  const silent = panel.id === "products" && hidden.size > 0 && touches(view, hidden);
  const note = silent ? "" : panel.note;
  return {
    ...panel, note,
    look: (y, x) => {
      const look = /** @type {Look & {name?: string}} */ ({ ...panel.look(y, x) });
      const name = look.name ?? look.data ?? "";
      if (hidden.has(name) || silent) return { ...look, text: silent && !look.text ? "" : "?", className: "veiled", data: "", hue: undefined, heat: 0 };
      if (quiet && / (main|lit)$/.test(look.className)) {
        look.className = look.className.replace(/ (main|lit)$/, "");
        if (look.className !== "weight") look.hue = undefined;
      }
      if (marking?.kind === "in" && panel.id.startsWith("input")) {
        const cursor = marking.cursor && key(marking.cursor) === name.slice(3) ? " cursor" : "";
        return { ...look, className: `input${marking.chosen.has(name) ? " chosen" : ""}${cursor}` };
      }
      const seen = inLight(look, lights);
      return own.has(name) && !plane ? { ...seen, className: `${seen.className} own` } : seen;
    },
  };
}
