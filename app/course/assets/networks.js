// @ts-check
/**
 * What stands on the stage where a lesson speaks of networks: their layers as a ladder, and the
 * page of the app that shows them at work.
 *
 * @typedef {{name: string, shape: string, side: number, parameters: number, code: boolean}} Rung
 * @typedef {{title: string, code: number, parameters: number, rows: Rung[]}} Network
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** Kinds of stage, what they are called, where the app has them, and which networks they show where a beat names none. @type {{[kind: string]: [string, string, string, string?]}} */
const PLACES = {
  ladder: ["Layer by layer", "draw", "Draw a digit, and see every layer"],
  lineup: ["Networks side by side", "models", "All models on your own digit"],
  map: ["The plane of the codes", "code", "The map, with your own digit on it"],
  enlarge: ["Four ways to enlarge", "models", "Four ways to enlarge, at work", "upsample_k3,upsample_k4,upsample_resize,upsample_shuffle"],
  noise: ["A net that removes noise", "models", "Remove noise from your own digit", "denoising"],
  scene: ["Several digits", "models", "Several digits, each pixel named", "segment"],
  editor: ["A decoder, 7 → 14 → 28", "models", "Four decoders that were trained", "upsample_k3,upsample_k4"],
  value: ["One value, written out", "draw", "Draw a digit and click a pixel"],
  layer: ["One layer", "draw", "Draw a digit, and see every layer"],
};

/** A network's size at a rung, as a part of the largest. */
const LONGEST = 100;

/** @param {import("./stand.js").Scenery} scenery @returns {HTMLElement[]} */
export function networkView({ stage, networks, question, answered }) {
  const [title, page, words, usual = ""] = PLACES[stage.kind] ?? ["", "models", "The networks at work"];
  const shown = (stage.moves.models || stage.model || usual).split(",").filter((name) => name in networks);
  const covered = Boolean(question && !answered && question.veil.panels.includes("ladder"));
  const pictures = shown.length === 1 ? [ladder(networks[shown[0]], covered)] : shown.length ? [lineup(shown.map((name) => networks[name]))] : [];
  return [
    element("h2", {}, title),
    ...pictures,
    element("p", { class: "elsewhere" }, element("a", { href: `./${page}`, target: "_self" }, words), " shows it at work."),
  ];
}

/** @param {Network} network @param {boolean} covered whether the code's numbers are asked */
function ladder({ title, rows, parameters }, covered) {
  const largest = Math.max(...rows.map((row) => row.side));
  return element("table", { class: "ladder" },
    element("caption", {}, `${title}${covered ? "" : `, ${parameters.toLocaleString("en")} weights and biases`}`),
    element("thead", {}, element("tr", {}, ...["Layer", "Maps and their size", "Weights and biases"].map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows.map((row) => element("tr", row.code ? { class: "code" } : {},
      element("th", { scope: "row" }, row.name, row.code ? " (the code)" : ""),
      element("td", {}, bar(row.side / largest), element("span", {}, covered ? "?" : row.shape)),
      element("td", {}, covered ? "?" : row.parameters ? row.parameters.toLocaleString("en") : "")))));
}

/** @param {number} part */
function bar(part) {
  const node = element("i", { class: "bar", "aria-hidden": "true" });
  node.style.width = `${Math.max(3, part * LONGEST)}px`;
  return node;
}

/** @param {Network[]} networks */
function lineup(networks) {
  return element("table", { class: "ladder" },
    element("thead", {}, element("tr", {}, ...["Network", "Numbers in its code", "Weights and biases"].map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...networks.map((network) => element("tr", {},
      element("th", { scope: "row" }, network.title),
      element("td", {}, network.code.toLocaleString("en")),
      element("td", {}, network.parameters.toLocaleString("en"))))));
}
