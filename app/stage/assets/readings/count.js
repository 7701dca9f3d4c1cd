// @ts-check
/**
 * The count: how many products reach each output cell, found by counting its rows. Rows whose
 * input is a zero of the padding do not count. Where there are none, the cell is hatched.
 *
 * @typedef {import("../grids.js").Slot} Slot
 * @typedef {import("../groups.js").Placed} Placed
 * @typedef {import("../panels.js").View} View
 * @typedef {import("../scene.js").Row} Row
 * @typedef {import("../scene.js").Cell} Cell
 */
import { factors, needs, outcome } from "../groups.js";
import { alone, maps } from "../layout.js";
import { depending, growing, lighted, lines, litBy, named, outputPanel, titled, warmthUpTo } from "../panels.js";
import { key } from "../scene.js";
import { need } from "../upright.js";
import { outputName } from "../words.js";
import { stamp } from "./stamp.js";

/** @type {import("./index.js").Reading} */
export const count = {
  result: null,
  alone: (view, rows, { width, height }) => {
    const { input, kernel, output } = needs(view);
    const [channels, down, across] = view.opened.scene.output;
    const places = alone(width, height, false, [{ input, kernel }, { middle: need(channels, down, across) }, { output }]);
    return {
      placed: [
        ...factors(view, rows, places.input, places.kernel),
        ...counts(view, rows, places.middle),
        ...outcome(view, rows, places.output, (d) => outputPanel(view, rows, stamp, d, "output", "Output")),
      ],
      signs: [], arrangements: [], arrangement: "",
    };
  },
  abreast: (view, rows, slot) => counts(view, rows, slot),
  adding: (opened, order) => (output, first) => {
    let count = 0;
    opened.eachTerm(output, (c, y, x) => (count += order[c][y][x] < first ? 1 : 0));
    return count || null;
  },
  tells,
};

/** One panel per output map. @param {View} view @param {Row[]} rows @param {Slot} slot @returns {Placed[]} */
function counts(view, rows, slot) {
  const { opened } = view;
  const [channels, h, w] = opened.scene.output;
  const sums = view.adder.sums(count, view.at);
  const lit = litBy(rows, (row) => row.output);
  const warmth = warmthUpTo(view.adder.most(count));
  const hatched = sums.some((map) => map.some((line) => line.includes(0))) ? `hatched: ${hole(opened)}` : "";
  return maps(slot, channels).map((place, d) => ({
    slot: place,
    panel: {
      id: named("count", d, channels), title: titled(view, "Count", "output", d, channels), note: d ? "" : hatched,
      rows: h, columns: w, rowLabels: lines(view, "output", 1, h), columnLabels: lines(view, "output", 2, w),
      look: depending(growing(view, rows, d, [count]), (y, x) => {
        const name = key([d, y, x]);
        const found = sums[d][y][x];
        const role = Number.isNaN(found) ? "empty" : found ? "output" : "zero";
        return { text: Number.isNaN(found) ? "" : String(found), data: `out:${name}`, heat: found ? warmth(found) : 0, ...lighted(role, lit.get(name)) };
      }),
    },
  }));
}

/** Why a cell has no product. @param {import("../scene.js").Opened} opened */
const hole = ({ transposed }) => (transposed ? "here no stamp lands" : "here nothing but padding is read");

/** @param {View} view @param {Cell} output */
function tells({ opened }, output) {
  const rows = opened.byOutput(output);
  const counted = rows.filter((row) => row.input);
  const name = outputName(opened, output);
  if (counted.length === 0) return `${name}: 0, ${hole(opened)}.`;
  const from = new Set(counted.map((row) => row.input?.[0])).size;
  const each = from > 1 ? `, ${counted.length / from} from each of ${from} input channels` : "";
  const padding = rows.length - counted.length;
  const zeros = padding ? `<span class="soft"> ${padding} more with zeros of the padding ${padding === 1 ? "does" : "do"} not count.</span>` : "";
  return `${counted.length} ${counted.length === 1 ? "product reaches" : "products reach"} ${name}${each}.${zeros}`;
}
