// @ts-check
/**
 * Composes the picture: which panels a scene has, and which slot each of them takes. One reading
 * has the board to itself; several share input and kernel and stand side by side.
 *
 * @typedef {import("./groups.js").Composed} Composed
 * @typedef {import("./groups.js").Placed} Placed
 * @typedef {import("./layout.js").Sign} Sign
 * @typedef {import("./panels.js").View} View
 * @typedef {import("./readings/index.js").Reading} Reading
 */
import { activatedMaps, factors, wrongMaps } from "./groups.js";
import { abreast, maps, NARROW, parts, union } from "./layout.js";
import { activeRows, outputPanel } from "./panels.js";
import { READINGS } from "./readings.js";
import { agree } from "./sums.js";

/**
 * @param {View} view @param {{width: number, height: number}} size
 * @param {string} arrangement of the stamps: "each", "one" or "row"
 * @param {string[]} readings those to show
 * @returns {Composed}
 */
export function compose(view, size, arrangement, readings) {
  if (view.beside) return view.beside.compose(view, size, arrangement);
  const rows = activeRows(view);
  const records = readings.map((key) => READINGS[key]);
  if (records.length === 1) return records[0].alone(view, rows, size, arrangement);
  return several(view, rows, size, readings);
}

/** @param {View} view @param {import("./scene.js").Row[]} rows @param {{width: number, height: number}} size @param {string[]} readings @returns {Composed} */
function several(view, rows, { width, height }, readings) {
  const { scene } = view.opened;
  const places = abreast(width, height, readings.length);
  /** @type {Placed[]} */ const placed = factors(view, rows, places.input, places.kernel);
  /** @type {Sign[]} */ const signs = [];
  const results = readings.filter((key) => READINGS[key].result);
  readings.forEach((key, i) => {
    const reading = READINGS[key];
    const [picture, below] = [places.pictures[i], places.results[i]];
    placed.push(...(reading.abreast?.(view, rows, reading.result ? picture : union(picture, below)) ?? []));
    if (!reading.result) return;
    const id = key === results[0] ? "output" : `output ${key}`;
    const title = scene.output[0] > 1 || width < NARROW ? reading.result.short : reading.result.long;
    const last = key === results[results.length - 1];
    const wrongs = scene.mistake?.wrong && last ? scene.mistake : null;
    const after = last ? scene.activated : null;
    const [own, ...others] = parts(below, 1 + Number(Boolean(after)) + Number(Boolean(wrongs)), true);
    maps(own, scene.output[0], true).forEach((slot, d) => placed.push({ panel: outputPanel(view, rows, reading, d, id, title), slot }));
    if (after) placed.push(...activatedMaps(view, rows, after, others[0]));
    if (wrongs) placed.push(...wrongMaps(view.opened, wrongs, others[others.length - 1]));
  });
  places.marks.forEach((mark, i) => {
    const sides = [READINGS[readings[i]], READINGS[readings[i + 1]]];
    if (!sides.every((reading) => reading.result)) return;
    const equal = agree(sides.map((reading) => view.adder.sums(reading, view.at)));
    signs.push({ ...mark, text: equal ? "=" : "≠" });
  });
  return { placed, signs, arrangements: [], arrangement: "" };
}
