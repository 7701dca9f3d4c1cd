// @ts-check
/**
 * Which panels there are and how each of their cells looks at a step. A picture is a
 * function of the scene, the step, and the cell under the pointer.
 *
 * @typedef {import("./scene.js").Row} Row
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {import("./sums.js").Sums} Sums
 * @typedef {{opened: Opened, adder: ReturnType<typeof import("./sums.js").adder>, at: number,
 *   focus: Focus|null, symbols: boolean}} View
 * @typedef {Map<string, {hue?: number}>} Lit
 */
import { called, key, lives, range } from "./scene.js";
import { inputText, productText, show, sumText, weightText } from "./words.js";

/** The rows that a cell takes part in, or those of the step. @param {View} view @returns {Row[]} */
export function activeRows({ opened, at, focus }) {
  const { scene } = opened;
  const sliding = opened.transposed && scene.readings.includes("slide");
  const termsOf = sliding ? opened.windowOf : opened.byOutput;
  if (focus) {
    const cell = focus.cell;
    if (focus.kind === "in") return opened.byInput(cell);
    if (focus.kind === "tap") return opened.byTap(cell);
    if (focus.kind === "frame") return opened.byFrame(cell);
    if (focus.kind === "out") return termsOf(cell);
    if (focus.kind === "entry") return opened.byOutput(cell.slice(0, 3)).filter((row) => key(row.input) === key(cell.slice(3)));
    // A zero of the spread grid: whoever reads it.
    return opened.outputs.flatMap((output) => opened.windowOf(output).filter((row) => key(row.spread) === key(cell)));
  }
  const step = opened.steps[at];
  if (!step.cell) return [];
  return step.phase === "stamp" ? opened.byInput(step.cell) : termsOf(step.cell);
}

/** @param {Row[]} rows @param {(row: Row) => Cell|null} cellOf @returns {Lit} */
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

/** @param {number[][]} grid @returns {string} */
const sizeOf = (grid) => `${grid.length}×${grid[0].length}`;

/** A panel's name: with the number of its map where there are several. @param {string} name @param {number} i @param {number} count */
const named = (name, i, count) => (count > 1 ? `${name} ${i}` : name);

/** What a reader sees over a map; a value of a network keeps the number that the network gives it.
 * @param {View} view @param {string} name @param {"input"|"output"} kind @param {number} i @param {number} count */
const titled = (view, name, kind, i, count) =>
  (view.opened.scene.value ? `${name}, map ${view.opened.scene.value.names[kind][0][i]}` : named(name, i, count));

/** What stands beside the lines of a grid. @param {View} view @param {"input"|"output"} kind @param {number} axis 1 rows, 2 columns @param {number} count */
const lines = (view, kind, axis, count) => view.opened.scene.value?.names[kind][axis] ?? range(count);

/** The same for the lines of a grid with more around it. @param {View} view @param {"input"|"output"} kind @param {number} axis @param {(number|null)[]} frame */
const framed = (view, kind, axis, frame) =>
  frame.map((place) => (place === null ? "" : view.opened.scene.value?.names[kind][axis][place] ?? place));

/** How much of the largest value a number is, for colours. @param {number[]} numbers */
function heatOf(numbers) {
  const most = numbers.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0) || 1;
  return (/** @type {number} */ value) => Math.abs(value) / most;
}

/** One input map. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
export function inputPanel(view, rows, c) {
  const { input } = view.opened.scene;
  const grid = input[c];
  const lit = litBy(rows, (row) => row.input);
  const warmth = heatOf(grid.flat());
  return {
    id: named("input", c, input.length), title: titled(view, "Input", "input", c, input.length), note: sizeOf(grid),
    rows: grid.length, columns: grid[0].length,
    rowLabels: lines(view, "input", 1, grid.length), columnLabels: lines(view, "input", 2, grid[0].length),
    look: (y, x) => ({
      text: inputText(view, [c, y, x]), data: `in:${key([c, y, x])}`, heat: warmth(grid[y][x]),
      ...lighted("input", lit.get(key([c, y, x]))),
    }),
  };
}

/** One plane of the kernel, with gaps where it is dilated, turned once the timeline has turned it.
 * @param {View} view @param {Row[]} rows @param {number} a @param {number} b @returns {Panel} */
export function kernelPanel(view, rows, a, b) {
  const { scene, hues, x, y } = view.opened;
  const planes = scene.kernel.length * scene.kernel[0].length;
  const turned = scene.readings.includes("slide") && scene.walk === "output" && scene.turned !== null && scene.turned <= view.at;
  const [tapsY, tapsX] = turned ? [y.turned, x.turned] : [y.taps, x.taps];
  const lit = litBy(rows, (row) => row.tap);
  const grid = scene.kernel[a][b];
  const gapped = y.taps.length > grid.length || x.taps.length > grid[0].length;
  const note = turned ? "turned by 180°" : gapped ? `${sizeOf(grid)}, dilated` : sizeOf(grid);
  return {
    id: named("kernel", /** @type {any} */ (`${a},${b}`), planes), title: planes > 1 ? `w[${called(view.opened, "kernel", [a, b, 0, 0]).slice(0, 2)}]` : "Kernel", note: planes > 1 ? "" : note,
    rows: y.taps.length, columns: x.taps.length,
    rowLabels: tapsY.map((tap) => (tap === null ? "" : called(view.opened, "kernel", [a, b, tap, 0])[2])),
    columnLabels: tapsX.map((tap) => (tap === null ? "" : called(view.opened, "kernel", [a, b, 0, tap])[3])),
    // Looked up by tap, placed where the tap lies: so a tap moves when the kernel turns.
    look: (row, column) => {
      const [ky, kx] = [y.taps[row], x.taps[column]];
      if (ky === null || kx === null) return { text: "", className: "gap" };
      const tap = [a, b, ky, kx];
      return {
        text: weightText(view, tap), data: `tap:${key(tap)}`,
        className: `weight${lit.has(key(tap)) ? " lit" : ""}`, hue: hues[ky][kx],
        position: [tapsY.indexOf(ky), tapsX.indexOf(kx)],
      };
    },
  };
}

/** What a convolution reads: a map with its rings. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
export function paddedPanel(view, rows, c) {
  const { scene, y, x } = view.opened;
  const lit = litBy(rows, (row) => row.frame);
  const ringed = scene.phases.some((phase) => phase.name === "pad");
  const warmth = heatOf(scene.input[c].flat());
  return {
    id: named("middle", c, scene.input.length), title: titled(view, ringed ? "Padded input" : "Input under the kernel", "input", c, scene.input.length),
    note: `${y.frame.length}×${x.frame.length}`, rows: y.frame.length, columns: x.frame.length,
    rowLabels: scene.value ? framed(view, "input", 1, y.frame) : range(y.frame.length),
    columnLabels: scene.value ? framed(view, "input", 2, x.frame) : range(x.frame.length),
    look: (py, px) => {
      const [iy, ix] = [y.frame[py], x.frame[px]];
      const name = key([c, py, px]);
      if (iy === null || ix === null) {
        const there = lives(y.life, x.life, py, px, view.at) !== "hidden";
        return { text: "0", data: `frame:${name}`, ...lighted(there ? "ring" : "ring hidden", lit.get(name)) };
      }
      return {
        text: inputText(view, [c, iy, ix]), data: `in:${key([c, iy, ix])}`, heat: warmth(scene.input[c][iy][ix]),
        ...lighted("input", lit.get(name)),
      };
    },
  };
}

/** What the turned kernel slides over. @param {View} view @param {Row[]} rows @param {number} c @returns {Panel} */
export function spreadPanel(view, rows, c) {
  const { scene, steps } = view.opened;
  const [sy, sx] = /** @type {import("./scene.js").Spread[]} */ ([view.opened.y.spread, view.opened.x.spread]);
  // Rows of the table do not say where their input stands in the spread grid; windows do.
  const stands = rows.some((row) => row.spread)
    ? litBy(rows, (row) => row.spread)
    : litBy(rows, (row) => row.input && [row.input[0], sy.cells.indexOf(row.input[1]), sx.cells.indexOf(row.input[2])]);
  const [h, w] = [sy.cells.length, sx.cells.length];
  const [top, left] = [(h - scene.input[c].length) / 2, (w - scene.input[c][0].length) / 2];
  const phase = steps[view.at].phase;
  const together = phase === "input" && scene.walk === "output";
  const met = phase === "slide" || phase === "stamp" || phase === "turn";
  const kept = (/** @type {import("./scene.js").Spread} */ axis) => axis.names.filter((name) => name >= 0).length;
  const warmth = heatOf(scene.input[c].flat());
  const labels = (/** @type {import("./scene.js").Spread} */ axis) => axis.names.map((name) => (met && name >= 0 ? name : ""));
  return {
    id: named("middle", c, scene.input.length), title: titled(view, together ? "Input" : "Spread input", "input", c, scene.input.length),
    note: met ? `${kept(sy)}×${kept(sx)}` : "", rows: h, columns: w,
    rowLabels: labels(sy), columnLabels: labels(sx),
    look: (y, x) => {
      const [cy, cx] = [sy.cells[y], sx.cells[x]];
      const cell = cy >= 0 && cx >= 0 ? [c, cy, cx] : null;
      const life = lives(sy.life, sx.life, y, x, view.at);
      const role = cell ? "input" : cy === -2 || cx === -2 ? "ring" : "zero";
      const base = life === "ghost" ? "ghost" : life === "hidden" ? `${role} hidden` : role;
      return {
        text: cell ? inputText(view, cell) : "0",
        data: cell ? `in:${key(cell)}` : `spread:${key([c, y, x])}`,
        position: together && cell ? [top + cy, left + cx] : undefined,
        heat: cell ? warmth(scene.input[c][cy][cx]) : undefined,
        ...lighted(base, stands.get(key([c, y, x]))),
      };
    },
  };
}

/** The products under the kernel, in its shape, and their sum. @param {View} view @param {Row[]} rows @returns {Panel} */
export function productsPanel(view, rows) {
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

/** The rows that have reached a cell when the walk is by input. @param {View} view @param {Row[]} rows */
function arrived({ opened, at }, rows) {
  if (opened.scene.walk === "output") return rows;
  const done = new Set(opened.inputs.slice(0, opened.done(at)).map(key));
  return rows.filter((row) => row.input && done.has(key(row.input)));
}

/** One output map as a reading has computed it so far.
 * @param {View} view @param {Row[]} rows @param {string} reading @param {number} d
 * @param {string} id @param {string} title @returns {Panel} */
export function outputPanel(view, rows, reading, d, id, title) {
  const { opened } = view;
  const [maps, h, w] = opened.scene.output;
  const sums = view.adder.sums(reading, view.at);
  const lit = litBy(rows, (row) => row.output);
  const warmth = heatOf([...sums.values()]);
  return {
    id: named(id, d, maps), title: titled(view, title, "output", d, maps), note: `${h}×${w}`,
    rows: h, columns: w, rowLabels: lines(view, "output", 1, h), columnLabels: lines(view, "output", 2, w),
    look: (y, x) => {
      const cell = [d, y, x];
      const sum = sums.get(key(cell));
      const text = sum === undefined ? "" : view.symbols ? sumText(view, arrived(view, opened.byOutput(cell)), sum) : show(sum);
      return {
        text, data: `out:${key(cell)}`, heat: sum === undefined ? 0 : warmth(sum),
        ...lighted(sum === undefined ? "empty" : "output", lit.get(key(cell))),
      };
    },
  };
}

/** The full output of a transposed convolution, what padding cuts included.
 * @param {View} view @param {Row[]} rows @param {Sums} values @param {number} d
 * @param {{id: string, title: string, note: string}} name @param {(row: Row) => boolean} counts @returns {Panel} */
function framePanel(view, rows, values, d, name, counts) {
  const { opened, at } = view;
  const { y, x } = opened;
  const lit = litBy(rows, (row) => row.frame);
  const warmth = heatOf([...values.values()]);
  return {
    ...name, rows: y.frame.length, columns: x.frame.length,
    rowLabels: framed(view, "output", 1, y.frame), columnLabels: framed(view, "output", 2, x.frame),
    look: (py, px) => {
      const [oy, ox] = [y.frame[py], x.frame[px]];
      const place = [d, py, px];
      const life = lives(y.life, x.life, py, px, at);
      const value = values.get(key(place));
      const base = life === "hidden" ? "empty hidden" : life === "ghost" ? "ghost" : value === undefined ? "empty" : "output";
      const text = value === undefined ? "" : view.symbols ? sumText(view, opened.byFrame(place).filter(counts), value) : show(value);
      return {
        text, data: oy === null || ox === null ? `frame:${key(place)}` : `out:${key([d, oy, ox])}`,
        heat: value === undefined || life === "ghost" ? 0 : warmth(value),
        ...lighted(base, lit.get(key(place))),
      };
    },
  };
}

/** The stamps added up. @param {View} view @param {Row[]} rows @param {number} d @returns {Panel} */
export function sumPanel(view, rows, d) {
  const { opened, adder, at } = view;
  const [maps, h, w] = opened.scene.output;
  const stamped = opened.done(at);
  const complete = stamped === opened.inputs.length;
  const values = new Map(adder.inFrame(stamped));
  if (complete) {
    // Zeros where no stamp reaches, and the bias, once for every cell.
    opened.y.frame.forEach((oy, py) => opened.x.frame.forEach((ox, px) => {
      if (oy !== null && ox !== null) values.set(key([d, py, px]), (values.get(key([d, py, px])) ?? 0) + opened.scene.bias[d]);
    }));
  }
  const done = new Set(opened.inputs.slice(0, stamped).map(key));
  return framePanel(view, rows, values, d, {
    id: named("output", d, maps), title: `${titled(view, "Output", "output", d, maps)}${complete ? "" : " so far"}`, note: `${h}×${w}`,
  }, (row) => row.input !== null && done.has(key(row.input)));
}

/** One stamp on its own. @param {View} view @param {Cell} input @param {number} d @returns {Panel} */
export function planePanel(view, input, d) {
  const { opened, at } = view;
  const own = opened.byInput(input).filter((row) => row.frame?.[0] === d);
  const reached = opened.scene.walk === "output" || opened.inputs.findIndex((cell) => key(cell) === key(input)) < opened.done(at);
  const values = new Map(reached ? own.map((row) => [key(row.frame), row.product]) : []);
  const rows = activeRows(view).filter((row) => key(row.input) === key(input));
  const [, , first, second] = opened.scene.pairs.find((pair) => pair[0] === input[0] && pair[1] === d) ?? [];
  const title = `${inputText(view, input)} × ${opened.single ? "kernel" : `w[${called(opened, "kernel", [first, second, 0, 0]).slice(0, 2)}]`}`;
  return framePanel(view, rows, values, d, { id: `plane ${key(input)} ${d}`, title, note: "" }, (row) => key(row.input) === key(input));
}

/** The operation as a matrix; or, turned over, the matrix of the other operation.
 * @param {View} view @param {Row[]} rows @param {boolean} over @returns {Panel} */
export function matrixPanel(view, rows, over) {
  const { opened } = view;
  const { inputs, outputs, single } = opened;
  const entries = view.adder.entries();
  const lit = litBy(rows, (row) => row.input && row.output && [...row.output, ...row.input]);
  const step = view.focus ? null : opened.steps[view.at];
  const across = step?.phase === "stamp" ? key(step.cell) : null;
  const along = step?.phase === "slide" ? key(step.cell) : null;
  const label = (/** @type {Cell} */ cell) => (single ? cell.slice(-2) : cell).join("");
  const [down, right] = over ? [inputs, outputs] : [outputs, inputs];
  const [downKeys, rightKeys] = [down.map(key), right.map(key)];
  const convolution = opened.transposed === over;
  return {
    id: over ? "turned matrix" : "matrix", title: convolution ? "C" : "Cᵀ",
    note: `${down.length}×${right.length}`,
    rows: down.length, columns: right.length, rowLabels: down.map(label), columnLabels: right.map(label),
    look: (i, j) => {
      const [output, input] = over ? [rightKeys[j], downKeys[i]] : [downKeys[i], rightKeys[j]];
      const found = entries.get(`${output}|${input}`);
      const name = `${output},${input}`;
      const inLine = input === across || output === along;
      return {
        text: found ? (view.symbols ? found.rows.map((row) => weightText(view, row.tap)).join("+") : show(found.weight)) : "",
        data: `entry:${name}`, hue: found?.rows[0].hue,
        className: found ? `weight${lit.has(name) ? " lit" : ""}` : `void${inLine ? " line" : ""}`,
      };
    },
  };
}

/** The flattened input or output beside the matrix. @param {View} view @param {Row[]} rows @param {"x"|"y"} which @returns {Panel} */
export function columnPanel(view, rows, which) {
  const { opened } = view;
  const cells = which === "x" ? opened.inputs : opened.outputs;
  const sums = which === "y" ? view.adder.sums("matrix", view.at) : null;
  const lit = litBy(rows, (row) => (which === "x" ? row.input : row.output));
  const kind = which === "x" ? "in" : "out";
  return {
    id: `column ${which}`, title: which === "x" ? "· x" : "= y", note: "", rows: cells.length, columns: 1,
    rowLabels: [], columnLabels: [],
    look: (i) => {
      const cell = cells[i];
      const sum = sums?.get(key(cell));
      const text = which === "x" ? inputText(view, cell)
        : sum === undefined ? "" : view.symbols ? sumText(view, arrived(view, opened.byOutput(cell)), sum) : show(sum);
      const base = which === "x" ? "input" : sum === undefined ? "empty" : "output";
      return { text, data: `${kind}:${key(cell)}`, ...lighted(base, lit.get(key(cell))) };
    },
  };
}

/** What comes out of a mistake, wrong cells marked. @param {import("./scene.js").Mistake} mistake @param {number} d @returns {Panel} */
export function wrongPanel(mistake, d) {
  const [wrong, differs] = [mistake.wrong ?? [], mistake.differs ?? []];
  const grid = wrong[d];
  return {
    id: named("wrong", d, wrong.length), title: named("Wrong", d, wrong.length), note: sizeOf(grid),
    rows: grid.length, columns: grid[0].length, rowLabels: range(grid.length), columnLabels: range(grid[0].length),
    look: (y, x) => ({ text: show(grid[y][x]), className: differs[d][y][x] ? "output differs" : "output" }),
  };
}
