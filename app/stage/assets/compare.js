// @ts-check
/**
 * A comparison: B beside A, one step and one cursor for both. Python says what both are, which
 * cells stand for each other and which of them differ; here their steps are paired and their
 * panels placed. Loaded once somebody compares.
 *
 * @typedef {import("./grids.js").Panel} Panel
 * @typedef {import("./grids.js").Slot} Slot
 * @typedef {import("./groups.js").Composed} Composed
 * @typedef {import("./groups.js").Placed} Placed
 * @typedef {import("./message.js").Compare} Compare
 * @typedef {import("./panels.js").View} View
 * @typedef {import("./scene.js").Cell} Cell
 * @typedef {import("./scene.js").Opened} Opened
 * @typedef {import("./words.js").Focus} Focus
 * @typedef {{b: Opened|null, view: (seen: View) => View, steps: import("./pairing.js").Both[], phases: {name: string, steps: number}[]}} Pair
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { toldAlone } from "./captions.js";
import { factors } from "./groups.js";
import { maps, parts, SLIM } from "./layout.js";
import { activatedPanel, activeRows, depending, lighted, litBy, named, outputPanel, warmthUpTo } from "./panels.js";
import { paired } from "./pairing.js";
import { READINGS } from "./readings.js";
import { key, open, range } from "./scene.js";
import { adder } from "./sums.js";
import { show } from "./words.js";

const GAP = 36;
/** What B's panels and cells are called begins so. */
const OTHER = "b.";
/** Of a cell that has a partner, none, or is cut away afterwards. */
const MARKS = ["", "apart", "apart", "cutaway"];
const LARGEST = 84;
/** A grid's title and its labels, in pixels. */
const [ABOVE, ASIDE] = [37, 15];
/** No cell of this side is meant. @type {Focus} */
const NOWHERE = { kind: "nowhere", cell: [] };

/** @param {Opened} a @param {Compare} compare @returns {Pair} */
export function pair(a, compare) {
  const b = compare.scene && open(compare.scene);
  const sums = b && adder(b);
  const { steps, phases } = paired(a, b);
  const { ofA, ofB } = cursors(a, b, compare);
  return {
    b, steps, phases,
    /** What is to be seen at a step of both. */
    view({ at, focus, ...seen }) {
      const step = steps[Math.min(at, steps.length - 1)];
      const other = b && sums ? { opened: b, adder: sums, at: step.b, focus: focus && ofB(focus), symbols: seen.symbols } : null;
      return { ...seen, at: step.a, focus: focus && ofA(focus), beside: { compare, other, pointed: focus, compose, told } };
    },
  };
}

/** The names of all taps. @param {Opened} opened @returns {string[]} */
const tapsOf = ({ scene }) => scene.kernel.flatMap((planes, first) => planes.flatMap((plane, second) =>
  plane.flatMap((line, y) => line.map((_, x) => key([first, second, y, x])))));

/** Which cell of each side a cell under the pointer stands for. @param {Opened} a @param {Opened|null} b @param {Compare} compare */
function cursors(a, b, { links, shift: [down, across], cuts }) {
  const back = Object.fromEntries(Object.entries(links).map(([own, other]) => [other, own]));
  const there = [a, b].map((opened) => opened && {
    in: new Set(opened.inputs.map(key)), out: new Set(opened.outputs.map(key)), tap: new Set(tapsOf(opened)),
  });

  /** @param {number} side @param {string|undefined} kind @param {Cell} cell @returns {Focus} */
  const known = (side, kind, cell) => (kind && /** @type {any} */ (there[side])?.[kind]?.has(key(cell)) ? { kind, cell } : NOWHERE);

  /** A place of the full output that both share. @param {Opened} opened @param {Cell} cell @returns {Focus} */
  function inFull({ y, x }, [d, py, px]) {
    const [fy, fx] = [y.frame[py], x.frame[px]];
    return fy === null || fx === null ? { kind: "frame", cell: [d, py, px] } : { kind: "out", cell: [d, fy, fx] };
  }

  /** @param {Focus} focus @param {number} by */
  const moved = ({ kind, cell }, by) => (kind === "out" ? [cell[0], cell[1] + by * down, cell[2] + by * across] : cell);

  return {
    /** @param {Focus} focus @returns {Focus} */
    ofA(focus) {
      if (focus.kind === "full") return inFull(a, focus.cell);
      if (!focus.kind.startsWith(OTHER)) return focus;
      const meant = { kind: focus.kind.slice(OTHER.length), cell: focus.cell };
      if (meant.kind === "frame" && cuts.length) return inFull(a, meant.cell);
      return known(0, back[meant.kind], moved(meant, -1));
    },
    /** @param {Focus} focus @returns {Focus} */
    ofB(focus) {
      if (!b) return NOWHERE;
      if (focus.kind === "full") return inFull(b, focus.cell);
      if (focus.kind.startsWith(OTHER)) return { kind: focus.kind.slice(OTHER.length), cell: focus.cell };
      if (focus.kind === "frame" && cuts.length) return inFull(b, focus.cell);
      return known(1, links[focus.kind], moved(focus, 1));
    },
  };
}

/** What is said of both: A's sentence, then B's. @param {View} view @returns {string} as HTML */
function told(view) {
  const { other, compare } = /** @type {import("./panels.js").Beside} */ (view.beside);
  if (!other) return toldAlone(view);
  const said = (/** @type {View} */ seen) => (seen.focus === NOWHERE ? `<span class="soft">no such cell.</span>` : toldAlone(seen));
  return `<b class="side a">A</b> ${said(view)} <br><b class="side b">B</b> ${said(other)}`;
}

/** @param {View} view @param {{width: number, height: number}} size @param {string} arrangement @returns {Composed} */
function compose(view, { width, height }, arrangement) {
  const beside = /** @type {import("./panels.js").Beside} */ (view.beside);
  const { compare, other } = beside;
  const alone = READINGS[view.opened.scene.readings[0]];
  if (!other && !compare.numbers.length) return alone.alone(view, activeRows(view), { width, height }, arrangement);
  const narrow = width < SLIM;
  const own = goesIn(view, compare.shared);
  const sides = narrow ? stacked(width, height, own.shared.length > 0) : abreast(width, height, own.shared.length > 0);
  const placed = put(own.shared, sides.shared);
  if (compare.cuts.length && other) {
    const { y, x, scene } = view.opened;
    const grids = [scene.output, [0, y.frame.length, x.frame.length], other.opened.scene.output].map(([, rows, columns]) => ({ rows, columns }));
    const [left, middle, right] = scene.output[0] > 1 ? parts(sides.both, 3, !narrow) : alike(sides.both, grids, !narrow);
    const half = (middle.largest * y.frame.length) / 2 + ABOVE;
    return {
      placed: [...placed, ...result(view, compare, 0, left), ...full(view, other, beside.pointed, middle), ...result(other, compare, 1, right)],
      signs: narrow ? [] : [{ x: middle.x - 8, y: half, text: "←" }, { x: right.x - 8, y: half, text: "→" }],
      outlines: outlines(view.opened, other.opened, compare), arrangements: [], arrangement: "",
    };
  }
  const [first, second] = narrow ? parts(sides.both, 2) : parts(sides.both, 2, true);
  const theirs = other ? goesIn(other, compare.shared) : null;
  placed.push(...column(view, compare, 0, own.apart, first));
  if (other && theirs) placed.push(...column(other, compare, 1, theirs.apart, second));
  else placed.push(...finished(compare, second, beside.pointed));
  return { placed, signs: [], outlines: outlines(view.opened, other?.opened ?? null, compare), arrangements: [], arrangement: "" };
}

/** Input and kernel: those that both have, and those of one side. @param {View} view @param {string[]} shared */
function goesIn(view, shared) {
  const nowhere = { x: 0, y: 0, width: 0, height: 0, largest: 0 };
  const all = factors(view, activeRows(view), nowhere, nowhere).map(({ panel }) => panel);
  const both = (/** @type {Panel} */ { id }) => shared.includes(id.split(" ")[0]);
  return { shared: all.filter(both), apart: all.filter((panel) => !both(panel)) };
}

/** Panels in a row of slots, grids of a kind together. @param {Panel[]} panels @param {Slot} slot @param {boolean} [beside] @returns {Placed[]} */
function put(panels, slot, beside = slot.width > slot.height) {
  const kinds = [...new Set(panels.map(({ id }) => id.split(" ")[0]))];
  const slots = parts(slot, Math.max(1, kinds.length), beside);
  return kinds.flatMap((kind, i) => {
    const own = panels.filter(({ id }) => id.split(" ")[0] === kind);
    return maps(slots[i], own.length, true).map((place, j) => ({ panel: own[j], slot: place }));
  });
}

/** Beside each other, what both share at the left. @param {number} width @param {number} height @param {boolean} shared */
function abreast(width, height, shared) {
  const side = shared ? Math.min(150, width * 0.16) : 0;
  const left = shared ? side + GAP : 0;
  return {
    shared: { x: 0, y: 0, width: side, height, largest: 56 },
    both: { x: left, y: 0, width: width - left, height, largest: LARGEST },
  };
}

/** Above each other, what both share at the top. @param {number} width @param {number} height @param {boolean} shared */
function stacked(width, height, shared) {
  const top = shared ? Math.min(130, height * 0.2) : 0;
  return {
    shared: { x: 0, y: 0, width, height: Math.max(0, top - 8), largest: 40 },
    both: { x: 0, y: top, width, height: height - top, largest: LARGEST },
  };
}

/** Slots as wide as their grids, so that all cells are of one size. @param {Slot} whole @param {{rows: number, columns: number}[]} grids @param {boolean} beside @returns {Slot[]} */
function alike(whole, grids, beside) {
  const gaps = grids.length - 1;
  const most = (/** @type {number[]} */ numbers) => Math.max(...numbers);
  const sum = (/** @type {number[]} */ numbers) => numbers.reduce((all, number) => all + number, 0);
  const [rows, columns] = [grids.map((grid) => grid.rows), grids.map((grid) => grid.columns)];
  const size = beside
    ? Math.min(LARGEST, (whole.width - gaps * GAP - grids.length * ASIDE - 4) / sum(columns), (whole.height - ABOVE - 4) / most(rows))
    : Math.min(LARGEST, (whole.width - ASIDE - 4) / most(columns), (whole.height - grids.length * (ABOVE + 8)) / sum(rows));
  let at = beside ? whole.x : whole.y;
  return grids.map((grid) => {
    const start = at;
    at += beside ? grid.columns * size + ASIDE + GAP : grid.rows * size + ABOVE + 8;
    return beside
      ? { ...whole, x: start, width: grid.columns * size + ASIDE + 1, largest: size }
      : { ...whole, y: start, height: grid.rows * size + ABOVE + 1, largest: size };
  });
}

/** One side: what only it reads, its picture, its result. @param {View} view @param {Compare} compare @param {number} side @param {Panel[]} own @param {Slot} slot @returns {Placed[]} */
function column(view, compare, side, own, slot) {
  const inner = { ...slot, width: slot.width - GAP };
  const beside = wide(view.opened, inner);
  const [left, right] = beside ? parts(inner, 2, true) : [inner, inner];
  const strip = own.length ? Math.min(beside ? 220 : 130, inner.height * (beside ? 0.45 : 0.28)) : 0;
  const rest = { ...left, y: left.y + strip, height: left.height - strip };
  const [picture, below] = beside ? [rest, right] : parts(rest, 2);
  const marks = compare.sides[side].marked === "in" ? compare.sides[side].marks : [];
  const drawn = READINGS[view.opened.scene.readings[0]].abreast?.(view, activeRows(view), picture) ?? [];
  const read = put(own, { ...left, height: strip - 6, largest: 56 }, true);
  return [
    ...read.flatMap((one) => crossed(one, marks, side)).map((one) => ofSide(one, side)),
    ...drawn.map((one) => ofSide(one, side)),
    ...result(view, compare, side, below),
  ];
}

/** Whether picture and result have larger cells beside each other than one above the other. @param {Opened} opened @param {Slot} slot */
function wide({ y, x }, { width, height }) {
  const size = (/** @type {number} */ across, /** @type {number} */ down) => Math.min((width / across - ASIDE) / x.frame.length, (height / down - ABOVE) / y.frame.length);
  return size(2, 1) > size(1, 2);
}

/** An input whose cells are compared, with its marks. @param {Placed} placed @param {number[][][]} marks @param {number} side @returns {Placed[]} */
function crossed({ panel, slot }, marks, side) {
  const [kind, c] = panel.id.split(" ");
  return kind === "input" && marks.length ? marked({ panel, slot }, marks[Number(c ?? 0)], side) : [{ panel, slot }];
}

/** B's panels and cells have names of their own. @param {Placed} placed @param {number} side @returns {Placed} */
function ofSide({ panel, slot }, side) {
  if (side === 0) return { panel, slot };
  const look = (/** @type {number} */ y, /** @type {number} */ x) => {
    const seen = panel.look(y, x);
    return seen.data ? { ...seen, data: OTHER + seen.data } : seen;
  };
  return { slot, panel: { ...panel, id: OTHER + panel.id, look: Object.assign(look, { depends: panel.look.depends }) } };
}

/** What a side comes to, cells that differ marked. @param {View} view @param {Compare} compare @param {number} side @param {Slot} slot @returns {Placed[]} */
function result(view, compare, side, slot) {
  const { scene } = view.opened;
  const { name, marks, marked: kind } = compare.sides[side];
  const after = scene.activated;
  const [own, then] = after ? parts(slot, 2, slot.width > slot.height) : [slot, slot];
  const reading = [scene.readings[0], ...scene.offered].map((one) => READINGS[one]).find((one) => one.result) ?? READINGS[scene.readings[0]];
  const title = `${"AB"[side]} ${name}`;
  const rows = activeRows(view);
  const hatched = (/** @type {Placed} */ one, /** @type {number} */ d) => (kind === "out" && marks.length ? marked(one, marks[d], side) : [one]);
  const sums = maps(own, scene.output[0], true).flatMap((place, d) => {
    const panel = outputPanel(view, rows, reading, d, "result", title);
    const one = { panel: { ...panel, id: named(`${"ab"[side]}-result`, d, scene.output[0]) }, slot: place };
    return after ? [one] : hatched(one, d);
  });
  // What it comes to is what is compared.
  const last = after ? maps(then, scene.output[0], true).flatMap((place, d) => {
    const panel = activatedPanel(view, rows, after, d);
    return hatched({ panel: { ...panel, id: named(`${"ab"[side]}-after`, d, scene.output[0]), title: `${"AB"[side]} ${named(`after ${after.name}`, d, scene.output[0])}` }, slot: place }, d);
  }) : [];
  return [...sums, ...last].map((one) => ofSide(one, side));
}

/** A grid above the hatching of those of its cells that differ. @param {Placed} placed @param {number[][]} marks @param {number} side @returns {Placed[]} */
function marked({ panel, slot }, marks, side) {
  const look = (/** @type {number} */ y, /** @type {number} */ x) => {
    const seen = panel.look(y, x);
    const mark = MARKS[marks[y][x]];
    return mark ? { ...seen, className: `${mark} ${seen.className}` } : seen;
  };
  const { depends } = panel.look;
  const under = {
    ...panel, id: `${"ab"[side]}-marks ${panel.id}`, title: "", note: "", rowLabels: [], columnLabels: [], term: undefined,
    look: depending({ on: [marks], at: 0, lit: () => [], added: () => [] }, (y, x) => ({ text: "", className: MARKS[marks[y][x]] === "apart" ? "mark" : "gap" })),
  };
  return [
    { panel: under, slot },
    { panel: { ...panel, look: Object.assign(look, { depends: depends && { ...depends, on: [...depends.on, marks] } }) }, slot },
  ];
}

/** The full output that both cut from. @param {View} view @param {View} other @param {Focus|null} pointed @param {Slot} slot @returns {Placed[]} */
function full(view, other, pointed, slot) {
  const { opened, adder: sums, at } = view;
  const { y, x, scene } = opened;
  const rows = activeRows(view);
  // B's rows stand in the same places: both are the same stamps.
  const all = [...rows, ...activeRows(other)];
  const stamped = opened.done(at);
  const ended = stamped === opened.inputs.length;
  const warmth = warmthUpTo(sums.mostInFrame());
  const adds = sums.inFrame(stamped);
  return maps(slot, scene.output[0], true).map((place, d) => {
    const lit = litBy(all, (row) => row.frame);
    const means = [view, other].flatMap(({ focus, opened: { y: down, x: across } }) => {
      if (focus?.kind === "frame") return [key(focus.cell)];
      return focus?.kind === "out" ? [key([focus.cell[0], down.frame.indexOf(focus.cell[1]), across.frame.indexOf(focus.cell[2])])] : [];
    });
    return {
      slot: place,
      panel: {
        id: named("full", d, scene.output[0]), title: named("Full output", d, scene.output[0]), note: `${y.frame.length}×${x.frame.length}, the same for both`, term: "full output",
        rows: y.frame.length, columns: x.frame.length, rowLabels: range(y.frame.length), columnLabels: range(x.frame.length),
        look: (/** @type {number} */ py, /** @type {number} */ px) => {
          const name = key([d, py, px]);
          const value = adds[d][py][px];
          const number = ended ? (Number.isNaN(value) ? 0 : value) + scene.bias[d] : value;
          const none = Number.isNaN(number);
          const light = pointed ? (means.includes(name) ? {} : pointed.kind === "in" || pointed.kind === "tap" ? lit.get(name) : undefined) : lit.get(name);
          return { text: none ? "" : view.symbols ? "" : show(number), data: `full:${name}`, heat: none ? 0 : warmth(number), ...lighted(none ? "empty" : "output", light) };
        },
      },
    };
  });
}

/** B where its numbers are finished, with what follows them. @param {Compare} compare @param {Slot} slot @param {Focus|null} pointed @returns {Placed[]} */
function finished({ numbers, after, sides: [, { name, marks }] }, slot, pointed) {
  // As wide as A's result beside its picture.
  const inner = { ...slot, width: (slot.width - GAP) / 2 };
  if (!after) return ready(numbers, "result", name, inner, pointed).flatMap((one, d) => marked(one, marks[d], 1).map((each) => ofSide(each, 1)));
  const [own, then] = parts(inner, 2, inner.width > inner.height);
  return [
    ...ready(numbers, "result", name, own, pointed).map((one) => ofSide(one, 1)),
    ...ready(after.output, "after", `after ${after.name}`, then, pointed).flatMap((one, d) => marked(one, marks[d], 1).map((each) => ofSide(each, 1))),
  ];
}

/** Grids of B whose numbers are finished. @param {number[][][]} numbers @param {string} id @param {string} name @param {Slot} slot @param {Focus|null} pointed @returns {Placed[]} */
function ready(numbers, id, name, slot, pointed) {
  const meant = pointed && pointed.kind.replace(OTHER, "") === "out" ? key(pointed.cell) : "";
  return maps(slot, numbers.length, true).map((place, d) => {
    const grid = numbers[d];
    const warmth = warmthUpTo(Math.max(...grid.flat().map(Math.abs)));
    const look = (/** @type {number} */ y, /** @type {number} */ x) => {
      const cell = key([d, y, x]);
      return { text: show(grid[y][x]), data: `out:${cell}`, heat: warmth(grid[y][x]), ...lighted("output", meant === cell ? {} : undefined) };
    };
    const panel = {
      id: named(`b-${id}`, d, numbers.length), title: named(`B ${name}`, d, numbers.length), note: `${grid.length}×${grid[0].length}`,
      rows: grid.length, columns: grid[0].length, rowLabels: range(grid.length), columnLabels: range(grid[0].length), look,
    };
    return { panel, slot: place };
  });
}

/** A's frame is drawn through, B's dashed: around each result and around what it keeps of the full output. @param {Opened} a @param {Opened|null} b @param {Compare} compare */
function outlines(a, b, { cuts, numbers, after }) {
  const around = (/** @type {string} */ panel, /** @type {number} */ maps, /** @type {number[]} */ cells, /** @type {"a"|"b"} */ side) =>
    range(maps).map((d) => ({ panel: named(panel, d, maps), cells, side }));
  const whole = (/** @type {number[]} */ [, rows, columns]) => [0, 0, rows, columns];
  const sizes = b ? b.scene.output : [numbers.length, numbers[0]?.length ?? 0, numbers[0]?.[0].length ?? 0];
  const maps = a.scene.output[0];
  return [
    ...around(a.scene.activated ? "a-after" : "a-result", maps, whole(a.scene.output), "a"),
    ...around((b ? b.scene.activated : after) ? "b.b-after" : "b.b-result", sizes[0], whole(sizes), "b"),
    ...(cuts.length ? [...around("full", maps, cuts[0], "a"), ...around("full", maps, cuts[1], "b")] : []),
  ];
}

/**
 * The line above the picture: what A and B are called, B's number, and the way out.
 * @param {(beside: string) => void} choose @param {() => void} swap
 */
export function bar(choose, swap) {
  const names = ["a", "b"].map((side) => element("p", { class: `of ${side}` }));
  const field = /** @type {HTMLInputElement} */ (element("input", {
    type: "number", step: 1,
    onchange: () => { if (Number.isFinite(field.valueAsNumber) && field.validity.valid) choose(`set.${field.dataset.parameter}.${field.value}`); },
  }));
  const close = element("button", { type: "button", class: "plain", onclick: () => choose("") }, "Close");
  const turn = element("button", { type: "button", class: "plain swap", onclick: swap }, "Swap A and B");
  const node = element("div", { class: "pairbar", role: "group", "aria-label": "Comparison" }, names[0], names[1], field, turn, close);
  return {
    node,
    /** @param {Compare} compare @param {boolean} lock */
    set({ sides, number, swaps }, lock) {
      sides.forEach(({ name, words }, i) => names[i].replaceChildren(element("b", { class: `side ${"ab"[i]}` }, "AB"[i]), " ", element("b", {}, name), " ", element("span", { class: "soft" }, words)));
      field.hidden = !number;
      turn.hidden = !swaps;
      if (number) {
        const [min, max] = number.limits;
        Object.assign(field, { min: String(min), max: String(max) });
        // An answer on its way cannot put the old number back while another is being typed.
        if (!field.matches(":focus")) field.value = String(number.now);
        field.dataset.parameter = number.parameter;
        field.setAttribute("aria-label", `B's ${number.name.toLowerCase()}`);
      }
      for (const control of [field, turn, close]) control.toggleAttribute("disabled", lock);
    },
  };
}
