// @ts-check
/**
 * The slide: the turned kernel goes over the spread input, output cell by output cell; a
 * convolution's goes over the padded input as it is.
 *
 * @typedef {import("../grids.js").Panel} Panel
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Composed} Composed
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 * @typedef {import("../scene.js").Cell} Cell
 */
import { factors, needs, outcome } from "../groups.js";
import { alone, leadsTo, maps, SLIM } from "../layout.js";
import { depending, framed, lighted, litBy, named, outputPanel, sized, standing, titled, warmthOf } from "../panels.js";
import { key, lives, range } from "../scene.js";
import { fromRows } from "../sums.js";
import { need } from "../upright.js";
import { inputText, productText, show } from "../words.js";

/** @type {import("./index.js").Reading} */
export const slide = {
  result: { long: "Sums of the slide", short: "Slide" },
  plays: "the kernel slides to one output cell after the other",
  alone: (view, rows, { width, height }) => {
    const { single } = view.opened;
    const places = alone(width, height, single, slideLines(view));
    return {
      placed: [
        ...factors(view, rows, places.input, places.kernel),
        ...(single && width >= SLIM ? [{ panel: productsPanel(view, rows), slot: places.third }] : []),
        ...grids(view, rows, places.middle),
        ...outcome(view, rows, places.output, (d) => outputPanel(view, rows, slide, d, "output", "Output")),
      ],
      signs: [leadsTo(places)], arrangements: [], arrangement: "",
    };
  },
  abreast: (view, rows, picture) => grids(view, rows, picture),
  adding: fromWindows,
};

/** On a board that stands upright: what goes in, below it what is slid over, below that the output. @param {View} view */
function slideLines(view) {
  const { scene, y, x, transposed } = view.opened;
  const { input, kernel, output } = needs(view);
  const [rows, columns] = [y, x].map((axis) => (transposed && axis.spread ? axis.spread.cells : axis.frame).length);
  return [{ input, kernel }, { middle: need(scene.input.length, rows, columns) }, { output }];
}

/** The terms of an output as they lie under the turned kernel, zeros included. @type {import("./index.js").Reading["adding"]} */
function fromWindows(opened, order) {
  const { scene } = opened;
  const [sy, sx] = [opened.y.spread, opened.x.spread];
  if (!sy || !sx) return fromRows(opened, order);
  return ([d, oy, ox], first) => {
    let sum = null;
    for (const [c, fine, a, b] of scene.pairs) {
      if (fine !== d) continue;
      const [down, across] = [sy.windows[oy], sx.windows[ox]];
      for (let ky = 0; ky < down.length; ky++) {
        const cy = sy.cells[down[ky]];
        for (let kx = 0; kx < across.length; kx++) {
          const cx = sx.cells[across[kx]];
          if (cy < 0 || cx < 0) sum = sum === null ? sum : sum + 0 * scene.kernel[a][b][ky][kx];
          else if (order[c][cy][cx] < first) sum = (sum ?? 0) + scene.input[c][cy][cx] * scene.kernel[a][b][ky][kx];
        }
      }
    }
    return sum;
  };
}

/** @param {View} view @param {Row[]} rows @param {Slot} slot @returns {Placed[]} */
function grids(view, rows, slot) {
  const panelOf = view.opened.transposed ? spreadPanel : paddedPanel;
  return maps(slot, view.opened.scene.input.length).map((place, c) => ({ panel: panelOf(view, rows, c), slot: place }));
}

/** What a convolution reads: a map with its rings. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
function paddedPanel(view, rows, c) {
  const { scene, y, x } = view.opened;
  const lit = litBy(rows, (row) => row.frame);
  const ringed = scene.phases.some((phase) => phase.name === "pad");
  const warmth = warmthOf(scene.input[c]);
  const lights = () => rows.flatMap(({ frame }) => (frame?.[0] === c ? [frame.slice(1)] : []));
  return {
    id: named("middle", c, scene.input.length), title: titled(view, ringed ? "Padded input" : "Input under the kernel", "input", c, scene.input.length),
    note: sized(view.opened, y.frame.length, x.frame.length), term: ringed ? "padding" : undefined, rows: y.frame.length, columns: x.frame.length,
    rowLabels: scene.value ? framed(view, "input", 1, y.frame) : scene.dimensions === 1 ? [""] : range(y.frame.length),
    columnLabels: scene.value ? framed(view, "input", 2, x.frame) : range(x.frame.length),
    look: depending(standing(view, [c], lights), (py, px) => {
      const [iy, ix] = [y.frame[py], x.frame[px]];
      const name = `${c},${py},${px}`;
      if (iy === null || ix === null) {
        const there = lives(y.life, x.life, py, px, view.at) !== "hidden";
        return { text: "0", data: `frame:${name}`, ...lighted(there ? "ring" : "ring hidden", there ? lit.get(name) : undefined) };
      }
      return {
        text: inputText(view, [c, iy, ix]), data: `in:${c},${iy},${ix}`, heat: warmth(scene.input[c][iy][ix]),
        ...lighted("input", lit.get(name)),
      };
    }),
  };
}

/** What the turned kernel slides over. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
function spreadPanel(view, rows, c) {
  const { scene, steps } = view.opened;
  const [sy, sx] = /** @type {import("../scene.js").Spread[]} */ ([view.opened.y.spread, view.opened.x.spread]);
  // Rows of the table do not say where their input stands in the spread grid; windows do.
  const slides = rows.some((row) => row.spread);
  const standsAt = (/** @type {Row} */ row) =>
    (slides ? row.spread : row.input && [row.input[0], sy.cells.indexOf(row.input[1]), sx.cells.indexOf(row.input[2])]);
  const stands = litBy(rows, standsAt);
  const lights = () => rows.map(standsAt).flatMap((place) => (place?.[0] === c ? [place.slice(1)] : []));
  const [h, w] = [sy.cells.length, sx.cells.length];
  const [top, left] = [(h - scene.input[c].length) / 2, (w - scene.input[c][0].length) / 2];
  const phase = steps[view.at].phase;
  const together = phase === "input" && scene.walk === "output";
  const met = phase === "slide" || phase === "stamp" || phase === "turn";
  const kept = (/** @type {import("../scene.js").Spread} */ axis) => axis.names.filter((name) => name >= 0).length;
  const warmth = warmthOf(scene.input[c]);
  const labels = (/** @type {import("../scene.js").Spread} */ axis) => axis.names.map((name) => (met && name >= 0 ? name : ""));
  return {
    id: named("middle", c, scene.input.length), title: titled(view, together ? "Input" : "Spread input", "input", c, scene.input.length),
    note: met ? sized(view.opened, kept(sy), kept(sx)) : "", term: together ? undefined : "spread grid", rows: h, columns: w,
    rowLabels: scene.dimensions === 1 ? [""] : labels(sy), columnLabels: labels(sx),
    look: depending(standing(view, [c, together, met], lights), (y, x) => {
      const [cy, cx] = [sy.cells[y], sx.cells[x]];
      const cell = cy >= 0 && cx >= 0 ? [c, cy, cx] : null;
      const life = lives(sy.life, sx.life, y, x, view.at);
      const role = cell ? "input" : cy === -2 || cx === -2 ? "ring" : "zero";
      const base = life === "ghost" ? "ghost" : life === "hidden" ? `${role} hidden` : role;
      return {
        text: cell ? inputText(view, cell) : "0",
        data: cell ? `in:${key(cell)}` : `spread:${c},${y},${x}`,
        position: together && cell ? [top + cy, left + cx] : undefined,
        heat: cell ? warmth(scene.input[c][cy][cx]) : undefined,
        // What is not there yet is not read either.
        ...lighted(base, life === "hidden" ? undefined : stands.get(`${c},${y},${x}`)),
      };
    }),
  };
}

/** The products under the kernel, in its shape, and their sum. @param {View} view @param {Row[]} rows @returns {Panel} */
function productsPanel(view, rows) {
  const { opened, at, focus } = view;
  const { scene } = opened;
  const single = focus ? focus.kind === "out" : opened.steps[at].phase === "slide";
  const byTap = new Map(single ? rows.map((row) => [key(row.tap), row]) : []);
  const [ys, xs] = [opened.y, opened.x].map((axis) => (opened.transposed ? axis.turned : axis.taps).filter((tap) => tap !== null));
  const sum = rows.reduce((all, row) => all + row.product, 0);
  return {
    id: "products", title: "Products", note: single && !view.symbols ? `sum ${show(sum)}${scene.bias[0] ? `, ${scene.value ? "and" : "bias"} ${show(scene.bias[0])}` : ""}` : "",
    rows: ys.length, columns: xs.length, rowLabels: [], columnLabels: [],
    look: (y, x) => {
      const tap = [0, 0, /** @type {number} */ (ys[y]), /** @type {number} */ (xs[x])];
      const row = byTap.get(key(tap));
      return {
        text: row ? productText(view, row) : "", data: `tap:${key(tap)}`,
        className: row ? (row.input ? "weight lit" : "weight") : "empty", hue: row?.hue,
      };
    },
  };
}
