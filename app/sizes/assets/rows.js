// @ts-check
/**
 * The ladder's picture: sizes to scale, the encoder going down on the left, the decoder up on the
 * right, what belongs to one level side by side.
 *
 * @typedef {{words: string, about: string, line: number, lab: string, why: string}} Step
 * @typedef {{label: string, maps: string, reach: string, box: number[], missing: number[], steps: Step[]}} Stop
 * @typedef {{encoder: Stop|null, decoder: Stop|null, level: string}} Row
 * @typedef {(line: number, on: boolean) => void} Light
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @param {Row[]} rows from the top @param {Stop} code @param {Light} light lights a line of the text */
export function picture(rows, code, light) {
  const down = rows.some((row) => row.encoder);
  const up = rows.some((row) => row.decoder);
  const nodes = [];
  if (rows.length) {
    nodes.push(element("div", { class: "soft head" }, down ? "encoder" : ""), element("div"), element("div", { class: "soft head" }, up ? "decoder" : ""));
  }
  rows.forEach(({ encoder, decoder, level }, i) => {
    const next = rows.slice(i + 1).find((row) => row.encoder)?.encoder ?? code;
    const begun = rows.slice(0, i).some((row) => row.encoder);
    const goesOn = rows.slice(0, i).some((row) => row.decoder);
    nodes.push(
      encoder ? stop(encoder, "in") : element("div", { class: begun ? "line" : "" }),
      pill(level),
      decoder ? stop(decoder, "out") : element("div", { class: goesOn ? "line" : "" }),
      encoder ? arrow(next === code ? "down bent" : "down", next.steps, light) : element("div", { class: begun ? "line" : "" }),
      element("div"),
      // Who climbs meets the first layer at the bottom.
      decoder ? arrow("up", decoder.steps.toReversed(), light) : element("div", { class: goesOn ? "line" : "" }));
  });
  nodes.push(
    element("div", { class: down ? "elbow from" : "" }), stop(code, "code"), element("div", { class: up ? "elbow to" : "" }));
  return nodes;
}

/** @param {Stop} shown @param {string} role */
function stop({ label, maps, reach, box, missing }, role) {
  const square = element("div", { class: `square ${role}${box.length ? "" : " flat"}` }, element("b", {}, label));
  if (box.length) square.setAttribute("style", `--h: ${box[0]}; --w: ${box[1]}`);
  const frame = element("div", { class: "frame" }, square);
  if (missing.length) frame.prepend(element("div", { class: "missing", style: `--h: ${missing[0]}; --w: ${missing[1]}` }));
  const words = [maps, reach].filter(Boolean).join(", ");
  return element("div", { class: "stop" }, frame, element("span", { class: "soft" }, words));
}

/** @param {string} level */
function pill(level) {
  if (!level) return element("div");
  const meets = level === "=";
  return element("div", { class: `level ${meets ? "meets" : "misses"}` }, element("span", meets ? { "aria-label": "meet" } : {}, level));
}

/** @param {string} way @param {Step[]} steps @param {Light} light */
function arrow(way, steps, light) {
  return element("div", { class: `arrow ${way}` }, element("ul", {}, ...steps.map(({ words, about, line, lab, why }) =>
    element("li", { onpointerenter: () => light(line, true), onpointerleave: () => light(line, false) },
      lab ? element("a", { href: `./?${lab}`, target: "_self", title: "Open in the lab", onfocus: () => light(line, true), onblur: () => light(line, false) }, words)
        : element("b", {}, words),
      element("span", { class: "soft" }, why ? `${about}; ${why}` : about)))));
}
