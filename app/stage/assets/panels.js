// @ts-check
/**
 * Which panels a reading has and how each of their cells looks at a step. A picture is a
 * function of the scene, the step, and the cell under the pointer.
 *
 * @typedef {import("./scene.js").Row} Row
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./grids.js").Look} Look
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {{opened: Opened, at: number, focus: Focus|null}} View
 * @typedef {Map<string, {hue?: number}>} Lit
 */
import { hueGrid, key, total, windowOf } from "./scene.js";
import { show } from "./words.js";

const ORDER = ["input", "zeros", "ring", "trim", "turn", "slide"];

/** The rows that a cell takes part in, or those of the step. @param {View} view @returns {Row[]} */
export function activeRows({ opened, at, focus }) {
  const { scene } = opened;
  const sliding = scene.reading === "slide" && scene.operation === "transposed";
  if (focus) {
    const name = key(focus.cell);
    if (focus.kind === "in") return opened.byInput[name] ?? [];
    if (focus.kind === "tap") return opened.byTap[name] ?? [];
    if (focus.kind === "frame") return opened.byFrame[name] ?? [];
    if (focus.kind === "out") return sliding ? windowOf(scene, focus.cell) : (opened.byOutput[name] ?? []);
    return opened.steps.filter((step) => step.phase === "slide").flatMap((step) =>
      windowOf(scene, /** @type {Cell} */ (step.cell)).filter((row) => key(row.spread) === name));
  }
  const step = opened.steps[at];
  if (step.phase === "stamp") return opened.byInput[key(step.cell)];
  if (step.phase === "slide") return sliding ? windowOf(scene, /** @type {Cell} */ (step.cell)) : opened.byOutput[key(step.cell)];
  return [];
}

/**
 * Where each place of the spread grid lies once the rows are also known there.
 * @param {Row[]} rows @param {(row: Row) => Cell|null} cellOf @returns {Lit}
 */
function litBy(rows, cellOf) {
  /** @type {Lit} */
  const lit = new Map();
  for (const row of rows) {
    const name = key(cellOf(row));
    if (!name) continue;
    const before = lit.get(name);
    // One tap only: the cell takes its hue. Several: the colour of its role.
    lit.set(name, before && before.hue !== row.hue ? {} : { hue: row.hue });
  }
  return lit;
}

/** @param {string} base @param {{hue?: number}|undefined} lit @returns {{className: string, hue?: number}} */
function lighted(base, lit) {
  if (!lit) return { className: base };
  return lit.hue === undefined ? { className: `${base} main` } : { className: `${base} lit`, hue: lit.hue };
}

/** @param {number[]} list */
const indices = (list) => list.map((_, i) => i);

/** @param {View} view @returns {{[id: string]: Panel}} */
export function panels(view) {
  const { scene } = view.opened;
  const rows = activeRows(view);
  const common = { input: inputPanel(view, rows), kernel: kernelPanel(view, rows) };
  if (scene.operation === "convolution") {
    return { ...common, middle: paddedPanel(view, rows), products: productsPanel(view, rows), output: outputPanel(view, rows) };
  }
  if (scene.reading === "slide") {
    return { ...common, middle: spreadPanel(view, rows), products: productsPanel(view, rows), output: outputPanel(view, rows) };
  }
  return { ...common, output: sumPanel(view, rows) };
}

/** @param {number} rows @param {number} columns */
const size = (rows, columns) => `${rows}×${columns}`;

/** @param {View} view @param {Row[]} rows @returns {Panel} */
function inputPanel({ opened }, rows) {
  const { input } = opened.scene;
  const lit = litBy(rows, (row) => row.input);
  return {
    id: "input", title: "Input", note: size(input.length, input[0].length),
    rows: input.length, columns: input[0].length,
    rowLabels: indices(input.map(() => 0)), columnLabels: indices(input[0]),
    look: (y, x) => ({
      text: show(input[y][x]), data: `in:${y},${x}`,
      ...lighted("input", lit.get(key([y, x]))),
    }),
  };
}

/** The kernel, with gaps where it is dilated, and turned once the timeline has turned it. @param {View} view @param {Row[]} rows @returns {Panel} */
function kernelPanel({ opened, at }, rows) {
  const { scene } = opened;
  const turned = scene.reading === "slide" && scene.operation === "transposed" &&
    ORDER.indexOf(opened.steps[at].phase) >= ORDER.indexOf("turn") && scene.phases.some((phase) => phase.name === "turn");
  const [tapsY, tapsX] = turned ? [scene.y.turned, scene.x.turned] : [scene.y.taps, scene.x.taps];
  const lit = litBy(rows, (row) => row.tap);
  const hues = hueGrid(scene);
  const gapped = scene.y.taps.length > scene.kernel.length || scene.x.taps.length > scene.kernel[0].length;
  return {
    id: "kernel", title: "Kernel",
    note: turned ? "turned by 180°" : gapped ? `${size(scene.kernel.length, scene.kernel[0].length)}, dilated` : size(scene.kernel.length, scene.kernel[0].length),
    rows: scene.y.taps.length, columns: scene.x.taps.length,
    rowLabels: tapsY.map((tap) => tap ?? ""), columnLabels: tapsX.map((tap) => tap ?? ""),
    // Looked up by tap, placed where the tap lies: so a tap moves when the kernel turns.
    look: (y, x) => {
      const [ky, kx] = [scene.y.taps[y], scene.x.taps[x]];
      if (ky === null || kx === null) return { text: "", className: "gap" };
      return {
        text: show(scene.kernel[ky][kx]), data: `tap:${ky},${kx}`,
        className: `weight${lit.has(key([ky, kx])) ? " lit" : ""}`, hue: hues[ky][kx],
        position: [tapsY.indexOf(ky), tapsX.indexOf(kx)],
      };
    },
  };
}

/** @param {View} view @param {Row[]} rows @returns {Panel} */
function paddedPanel({ opened, at }, rows) {
  const { scene } = opened;
  const lit = litBy(rows, (row) => row.frame);
  const [fy, fx] = [scene.y.frame, scene.x.frame];
  const ringShown = opened.steps[at].phase !== "input";
  const ringed = scene.phases.some((phase) => phase.name === "pad");
  return {
    id: "middle", title: ringed ? "Padded input" : "Input under the kernel",
    note: size(fy.length, fx.length), rows: fy.length, columns: fx.length,
    rowLabels: indices(fy.map(() => 0)), columnLabels: indices(fx.map(() => 0)),
    look: (y, x) => {
      const [iy, ix] = [fy[y], fx[x]];
      if (iy === null || ix === null) {
        return { text: "0", data: `frame:${y},${x}`, ...lighted(ringShown ? "ring" : "ring hidden", lit.get(key([y, x]))) };
      }
      return { text: show(scene.input[iy][ix]), data: `in:${iy},${ix}`, ...lighted("input", lit.get(key([y, x]))) };
    },
  };
}

/** @param {View} view @param {Row[]} rows @returns {Panel} */
function spreadPanel({ opened, at }, rows) {
  const { scene } = opened;
  const [sy, sx] = /** @type {import("./scene.js").Spread[]} */ ([scene.y.spread, scene.x.spread]);
  const phase = ORDER.indexOf(opened.steps[at].phase);
  // Rows of the table do not say where their input stands in the spread grid; windows do.
  const stands = rows.some((row) => row.spread)
    ? litBy(rows, (row) => row.spread)
    : litBy(rows, (row) => row.input && [sy.cells.indexOf(row.input[0]), sx.cells.indexOf(row.input[1])]);
  const notes = ["", "zeros between", "with its ring", "what padding leaves", "", ""];
  const [h, w] = [sy.cells.length, sx.cells.length];
  const [top, left] = [(h - scene.input.length) / 2, (w - scene.input[0].length) / 2];
  const kept = (/** @type {import("./scene.js").Spread} */ axis) => [...axis.state].filter((state) => state !== "r").length;
  const trimmed = phase >= ORDER.indexOf("trim");
  /** @param {import("./scene.js").Spread} axis */
  const labels = (axis) => {
    let next = 0;
    return [...axis.state].map((state) => (phase < 2 || (trimmed ? state === "r" : state === "a") ? "" : next++));
  };
  return {
    id: "middle", title: phase < 1 ? "Input" : "Spread input",
    note: notes[phase] || (phase >= 4 ? size(kept(sy), kept(sx)) : ""), rows: h, columns: w,
    rowLabels: labels(sy), columnLabels: labels(sx),
    look: (y, x) => {
      const [cy, cx] = [sy.cells[y], sx.cells[x]];
      const states = sy.state[y] + sx.state[x];
      const lit = stands.get(key([y, x]));
      const cell = cy >= 0 && cx >= 0;
      const ring = cy === -2 || cx === -2;
      const shown = cell || (ring ? phase >= ORDER.indexOf("ring") : phase >= ORDER.indexOf("zeros"));
      const removed = trimmed && states.includes("r");
      const late = states.includes("a") && !trimmed;
      const base = removed ? "ghost" : cell ? "input" : ring ? "ring" : "zero";
      return {
        text: cell ? show(scene.input[cy][cx]) : "0",
        data: cell ? `in:${cy},${cx}` : `spread:${y},${x}`,
        position: phase < 1 && cell ? [top + cy, left + cx] : undefined,
        ...lighted(shown && !late ? base : `${base} hidden`, lit),
      };
    },
  };
}

/** The products under the kernel, in its shape, and their sum. @param {View} view @param {Row[]} rows @returns {Panel} */
function productsPanel({ opened, at, focus }, rows) {
  const { scene } = opened;
  const single = focus ? focus.kind === "out" : opened.steps[at].phase === "slide";
  const byTap = new Map(single ? rows.map((row) => [key(row.tap), row]) : []);
  const turned = scene.operation === "transposed";
  const [ys, xs] = [scene.y, scene.x].map((axis) => (turned ? axis.turned : axis.taps).filter((tap) => tap !== null));
  return {
    id: "products", title: "Products", note: single ? `sum ${show(total(rows))}` : "",
    rows: ys.length, columns: xs.length, rowLabels: [], columnLabels: [],
    look: (y, x) => {
      const tap = /** @type {Cell} */ ([ys[y], xs[x]]);
      const row = byTap.get(key(tap));
      return {
        text: row ? show(row.product) : "", data: `tap:${key(tap)}`,
        className: row ? (row.input ? "weight lit" : "weight") : "empty", hue: row?.hue,
      };
    },
  };
}

/** How much of the largest value a number is, for cells too small for digits. @param {number[][]} grid */
function heat(grid) {
  const most = Math.max(...grid.flat().map(Math.abs)) || 1;
  return (/** @type {number} */ value) => Math.abs(value) / most;
}

/** @param {View} view @param {Row[]} rows @returns {Panel} */
function outputPanel({ opened, at }, rows) {
  const { scene, steps, byOutput } = opened;
  const lit = litBy(rows, (row) => row.output);
  const done = new Set(steps.slice(0, at + 1).map((step) => key(step.phase === "slide" ? step.cell : null)));
  const warmth = heat(scene.result);
  return {
    id: "output", title: "Output", note: size(scene.result.length, scene.result[0].length),
    rows: scene.result.length, columns: scene.result[0].length,
    rowLabels: indices(scene.result.map(() => 0)), columnLabels: indices(scene.result[0]),
    look: (y, x) => {
      const name = key([y, x]);
      const sum = total(byOutput[name] ?? []);
      const base = done.has(name) ? "output" : "empty";
      return { text: done.has(name) ? show(sum) : "", data: `out:${y},${x}`, heat: done.has(name) ? warmth(sum) : 0, ...lighted(base, lit.get(name)) };
    },
  };
}

/** What a place of the full output looks like. @param {View} view @param {Row[]} rows @param {Map<string, number>} values @param {string} id @param {string} title @param {string} note @param {boolean} complete @returns {Panel} */
function framePanel({ opened }, rows, values, id, title, note, complete) {
  const { scene } = opened;
  const [fy, fx] = [scene.y.frame, scene.x.frame];
  const lit = litBy(rows, (row) => row.frame);
  const warmth = heat(scene.result);
  return {
    id, title, note, rows: fy.length, columns: fx.length,
    rowLabels: fy.map((o) => o ?? ""), columnLabels: fx.map((o) => o ?? ""),
    look: (y, x) => {
      const [oy, ox] = [fy[y], fx[x]];
      const cropped = oy === null || ox === null;
      const value = values.get(key([y, x])) ?? (complete && !cropped ? 0 : undefined);
      const base = cropped ? "ghost" : value === undefined ? "empty" : "output";
      return {
        text: value === undefined ? "" : show(value),
        data: cropped ? `frame:${y},${x}` : `out:${oy},${ox}`,
        heat: value === undefined || cropped ? 0 : warmth(value),
        ...lighted(base, lit.get(key([y, x]))),
      };
    },
  };
}

/** @param {View} view @param {Row[]} rows @returns {Panel} */
function sumPanel(view, rows) {
  const { scene, sums } = view.opened;
  const complete = view.at === sums.length - 1;
  return framePanel(view, rows, sums[view.at], "output", complete ? "Output" : "Output so far",
    size(scene.result.length, scene.result[0].length), complete);
}

/** One stamp on its own. @param {View} view @param {Cell} input @returns {Panel} */
export function planePanel(view, input) {
  const { scene, byInput, steps } = view.opened;
  const own = byInput[key(input)];
  const reached = steps.findIndex((step) => key(step.cell) === key(input)) <= view.at;
  const values = new Map(reached ? own.map((row) => [key(row.frame), row.product]) : []);
  const rows = activeRows(view).filter((row) => key(row.input) === key(input));
  return framePanel(view, rows, values, `plane ${key(input)}`,
    `${show(scene.input[input[0]][input[1]])} × kernel`, "", false);
}
