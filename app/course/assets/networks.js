// @ts-check
/**
 * What stands on the stage where a lesson speaks of networks: the learner's drawing, and what
 * networks make of it. Python (app/course/exhibits.py) sends all of it finished, once per drawing;
 * here it is covered, lit and chosen from.
 *
 * @typedef {{name: string, shape: string, side: number, parameters: number, code: boolean}} Rung
 * @typedef {{title: string, code: number, parameters: number, rows: Rung[]}} Network
 * @typedef {{src: string, words: string, alt: string}} Picture
 * @typedef {{strokes: number[][], pen: number, number: number}} Drawing
 * @typedef {{digit: Drawing, several: Drawing, pixel: number[]|null}} Learner what is the learner's own
 * @typedef {{html: string, digits: number[][][], slots: {[name: string]: string}, skipped: boolean, swapped: boolean,
 *   troubles: {[name: string]: string}}} Pads
 * @typedef {(name: string, value: unknown) => void} Tell
 * @typedef {{stage: import("./script.js").Stage, covered: (panel: string) => boolean, learner: Learner, tell: Tell}} View
 * @typedef {{node: HTMLElement, show: (exhibit: any, view: View) => void, light?: (kinds: string[]) => void}} Room
 *   a kind of stage: made once, shown with each beat, so that what was chosen on it stays
 * @typedef {{learner: Learner, pads: Pads, tell: Tell}} Mine
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { cards } from "./cards.js";
import { easel } from "./easel.js";
import { editor } from "./editor.js";
import { layers } from "./layers.js";
import { levels } from "./levels.js";
import { pixel } from "./pixel.js";
import { plane } from "./plane.js";
import { several } from "./several.js";

/**
 * Kinds of stage: what they are called, where the app has them, what is drawn on beside them, and
 * which networks they show where a beat names none.
 * @type {{[kind: string]: {title: string, page: string, words: string, draws?: "digit"|"several", usual?: string}}}
 */
const PLACES = {
  ladder: { title: "Layer by layer", page: "draw", words: "Draw a digit, and see every layer", draws: "digit" },
  lineup: { title: "Networks side by side", page: "models", words: "All models on your own digit", draws: "digit" },
  map: { title: "The plane of the codes", page: "code", words: "The map, with all that can be done on it", draws: "digit" },
  enlarge: { title: "Four ways to enlarge", page: "models", words: "Four ways to enlarge, untrained and trained", draws: "digit", usual: "upsample_k3,upsample_k4,upsample_resize,upsample_shuffle" },
  noise: { title: "A net that removes noise", page: "models", words: "Remove noise, and fill a hidden square", draws: "digit" },
  scene: { title: "Several digits", page: "models", words: "Several digits, with every layer", draws: "several" },
  editor: { title: "A decoder's rungs", page: "models", words: "Four decoders that were trained", usual: "upsample_k3,upsample_k4" },
  value: { title: "One number, written out", page: "draw", words: "Draw a digit and click any of its numbers", draws: "digit" },
  layer: { title: "One layer", page: "draw", words: "Draw a digit, and see every layer" },
};

/** By what an exhibit holds. @type {{[part: string]: () => Room}} */
const ROOMS = { ladder: layers, cards, levels, ahead: plane, picture: several, chain: editor, value: pixel };

/** A network's size at a rung, as a part of the largest. */
const LONGEST = 100;

/** The name of a stage's exhibit; ``key_of`` in Python forms the same. @param {import("./script.js").Stage} stage */
export function keyOf({ kind, model, layer, moves }) {
  return `${kind}|${model}|${layer}|${Object.keys(moves).sort().map((name) => `${name}=${moves[name]}`).join(";")}`;
}

/** @param {Mine} mine */
export function networkStand(mine) {
  const [heading, trouble] = [element("h2"), element("p", { class: "trouble", role: "status" })];
  const table = element("div", { class: "table" });
  const shown = element("div", { class: "shown" }, trouble, table);
  const gallery = element("div", {}, shown);
  const link = element("a", { target: "_self" });
  const node = element("div", { class: "tables", hidden: "" }, heading, gallery, element("p", { class: "elsewhere" }, link, "."));
  /** @type {{[name: string]: Room}} */ const rooms = {};
  /** @type {{[name: string]: ReturnType<typeof easel>}} */ const easels = {};
  /** @type {Room|null} */ let open = null;
  /** The stage shown last. */
  let stood = "";

  /** @param {import("./stand.js").Scenery} scenery */
  function show({ stage, played, networks, question, answered }) {
    const { title, page, words, draws: drawnOn, usual = "" } = PLACES[stage.kind] ?? { title: "", page: "models", words: "The networks at work" };
    // A digit by lot is nobody's drawing.
    const draws = stage.moves.digit ? undefined : drawnOn;
    const veil = question && !answered ? question.veil.panels : [];
    const exhibit = played.exhibits?.[keyOf(stage)];
    const part = exhibit ? Object.keys(ROOMS).find((name) => name in exhibit) : undefined;
    const names = (stage.moves.models || stage.model || usual).split(",").filter((name) => name in networks);
    const drawn = mine.learner[draws ?? "digit"];
    heading.textContent = title;
    link.textContent = words;
    link.setAttribute("href", `./${page}`);
    trouble.textContent = exhibit?.trouble ?? "";
    gallery.className = `gallery of-${stage.kind}${draws && exhibit ? " drawing" : ""}`;
    gallery.dataset.drawing = String(drawn.number);
    table.replaceChildren(...(!part || part === "picture" ? tables(names.map((name) => networks[name]), veil.includes("ladder")) : []));
    // What was made once stays on the page: taken off and put back, it would ask for its styles again.
    if (part && !rooms[part]) shown.append((rooms[part] = ROOMS[part]()).node);
    if (draws && exhibit && !easels[draws]) gallery.prepend((easels[draws] = easel(draws, mine.tell)).node);
    for (const [name, room] of Object.entries(rooms)) room.node.toggleAttribute("hidden", name !== part);
    for (const [name, one] of Object.entries(easels)) one.node.toggleAttribute("hidden", name !== draws || !exhibit);
    if (draws && exhibit) easels[draws].show(drawn, mine.pads);
    open = part ? rooms[part] : null;
    // What another beat was scrolled to is not what this one is about.
    if (keyOf(stage) !== stood) node.scrollTop = 0;
    stood = keyOf(stage);
    open?.show(exhibit, { stage, covered: (panel) => veil.includes(panel), learner: mine.learner, tell: mine.tell });
    shown.append(table);
  }

  return {
    node,
    /** @param {import("./stand.js").Scenery|null} scenery nothing where the lab's board stands */
    show(scenery) {
      open = null;
      node.toggleAttribute("hidden", !scenery);
      if (scenery) show(scenery);
    },
    /** @param {import("./script.js").Pin[]} pins what a phrase names */
    light(pins) {
      open?.light?.(pins.map((pin) => pin.target));
    },
  };
}

/** What is known of networks without a drawing. @param {Network[]} networks @param {boolean} covered whether the layers' numbers are asked */
function tables(networks, covered) {
  if (!networks.length) return [];
  return [networks.length === 1 ? ladder(networks[0], covered) : lineup(networks)];
}

/** @param {Network} network @param {boolean} covered */
function ladder({ title, rows, parameters }, covered) {
  const largest = Math.max(...rows.map((row) => row.side));
  return element("table", { class: "counts" },
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
  return element("table", { class: "counts" },
    element("thead", {}, element("tr", {}, ...["Network", "Numbers in its code", "Weights and biases"].map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...networks.map((network) => element("tr", {},
      element("th", { scope: "row" }, network.title),
      element("td", {}, network.code.toLocaleString("en")),
      element("td", {}, network.parameters.toLocaleString("en"))))));
}
