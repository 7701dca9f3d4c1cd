// @ts-check
/** The board: one SVG on which a step is drawn, panel by panel, and products fly. */
import { make, node, put } from "../transposed-convolution-lab.shared/svg.js";
import { compose } from "./board.js";
import { painter } from "./grids.js";
import { narrowHeight } from "./layout.js";
import { fly } from "./motion.js";
import { activeRows } from "./panels.js";
import { key } from "./scene.js";
import { drawOutlines, drawSigns } from "./sheet.js";
import { productText } from "./words.js";

/**
 * @param {HTMLElement} board
 * @param {{cover?: (composed: import("./groups.js").Composed, view: import("./panels.js").View, size: {width: number, height: number}) => import("./groups.js").Composed,
 *   measure?: () => {width: number, height: number}, flows?: () => boolean}} [host] who shows the board may
 *   change what is drawn before it is, and say how many pixels wide and high the drawing is, or that a
 *   narrow one is as high as it needs
 */
export function display(board, { cover = (composed) => composed, measure, flows = () => false } = {}) {
  const svg = /** @type {SVGSVGElement} */ (node("svg", { role: "group" }));
  board.append(svg);
  patterns(svg);
  let ratio = 1;
  const paint = painter(svg, () => ratio);
  const signs = make("g", svg, "signs");
  const frames = make("g", svg, "outlines");
  const flights = make("g", svg, "flights");
  for (const silent of [signs, flights]) put(silent, { "aria-hidden": "true" });
  /** Asking in the middle of a drawing would make the browser lay out what is half done. @type {{width: number, height: number}|null} */
  let known = null;
  new ResizeObserver(() => (known = measured())).observe(board);

  function measured() {
    if (measure) return measure();
    // A large window's stage is enlarged; a painted cell still ends where a pixel does.
    ratio = devicePixelRatio * (board.currentCSSZoom ?? 1);
    const width = board.clientWidth;
    return { width, height: Math.max(board.clientHeight, flows() ? narrowHeight(width) : 0) };
  }

  /** In pixels; a width of 0 while it is not on the page. */
  const size = () => (known?.width ? known : (known = measured()));

  return {
    svg,
    size,
    /** What is dragged follows the hand at once; steps move in their own time. @param {boolean} on */
    still: (on) => svg.classList.toggle("still", on),
    /**
     * @param {import("./panels.js").View} view @param {string} arrangement @param {string[]} readings
     * @returns {{composed: import("./groups.js").Composed, boxes: {[id: string]: import("./editor.js").Box}}}
     */
    draw(view, arrangement, readings) {
      const { width, height } = size();
      put(svg, { viewBox: `0 0 ${width} ${height}` });
      const high = !measure && flows() && narrowHeight(width) ? `${height}px` : "100%";
      if (svg.style.height !== high) svg.style.height = high;
      const composed = cover(compose(view, { width, height }, arrangement, readings), view, { width, height });
      const boxes = paint.draw(composed.placed);
      if (svg.lastElementChild !== flights) svg.append(frames, flights); // Above panels that were drawn for the first time.
      drawSigns(signs, composed.signs);
      drawOutlines(frames, composed.outlines ?? [], boxes);
      return { composed, boxes };
    },
    /** What is drawn under the pointer. @param {Event} event @returns {import("./words.js").Focus|null} */
    under(event) {
      const cell = /** @type {Element} */ (event.target).closest?.("[data-cell]:not(.hidden)");
      const name = cell ? cell.getAttribute("data-cell") : paint.under(event);
      if (!name) return null;
      const [kind, place] = name.split(":");
      return { kind, cell: place.split(",").map(Number) };
    },
    /** Let the products of the step fly to where they are added. @param {import("./panels.js").View} view */
    launch(view) {
      const { opened } = view;
      fly(flights, activeRows(view).flatMap((row) => {
        const name = opened.single ? "" : ` ${row.tap[0]},${row.tap[1]}`;
        const source = opened.scene.slides
          ? row.input && paint.where(opened.scene.input.length > 1 ? `middle ${row.input[0]}` : "middle", `in:${key(row.input)}`)
          : paint.where(`kernel${name}`, `tap:${key(row.tap)}`) ?? paint.where("kernel", `tap:${key(row.tap)}`);
        const place = row.output ? `out:${key(row.output)}` : `frame:${key(row.frame)}`;
        const map = (row.output ?? row.frame ?? [0])[0];
        const target = paint.where(opened.scene.output[0] > 1 ? `output ${map}` : "output", place);
        return source && target ? [{ from: source, to: target, hue: row.hue, text: productText(view, row) }] : [];
      }));
    },
  };
}

/** The hatching of zeros, and of what differs. @param {SVGSVGElement} svg */
function patterns(svg) {
  const defs = make("defs", svg);
  for (const [id, name, turn] of [["hatch", "hatch", 45], ["apart", "apart-line", -45]]) {
    const pattern = node("pattern", {
      id, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: `rotate(${turn})`,
    });
    defs.append(pattern);
    pattern.append(node("path", { d: "M0 0V6", class: name }));
  }
}
