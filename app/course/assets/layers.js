// @ts-check
/**
 * A network's ladder beside a lesson: the sheets of numbers of the drawing page (app/maps), every
 * map a picture and every number to be pointed at. A phrase lights a rung.
 *
 * @typedef {{ladder: any, code: number}} Exhibit
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import maps from "../transposed-convolution-lab.maps/maps.js";
import { room } from "./neighbour.js";

const STYLE = `
  .sheets { font: 13px/1.35 var(--st-font); color: var(--st-text-color); }
  .sheets p, .sheets h2 { margin: 0; }
  .ladder { border: 0; padding: 0; }
  .ladder .rungs figure { padding: 6px; margin: -6px; border-radius: 8px; border: 2px solid transparent; }
  .ladder .rungs figure.lit { border-color: var(--st-violet-color); background: color-mix(in oklab, var(--st-violet-color) 14%, transparent); }
  .ladder .rungs figcaption { min-height: 0; margin-top: 4px; }
  .ladder .rungs :is(small, small + br) { display: none; }
  .ladder .rungs { gap: 16px 18px; }
  .ladder .tail { display: none; }
  /* Above the maps: at the end of a scrolling stage it would lie over them. */
  .ladder { display: grid; }
  .ladder .readout { order: -1; position: static; }
`;

/** @returns {import("./networks.js").Room} */
export function layers() {
  const node = element("div", { class: "layers" });
  const root = room(node, "maps", "<div class='sheets'></div>", "maps", STYLE);
  const inside = /** @type {HTMLElement} */ (root.querySelector(".inside"));
  let code = 0;
  return {
    node,
    /** @param {Exhibit} exhibit */
    show(exhibit) {
      code = exhibit.code;
      maps({ data: [exhibit.ladder], parentElement: inside, setTriggerValue() {} });
    },
    light(kinds) {
      root.querySelectorAll(".rungs figure").forEach((rung, i) => rung.classList.toggle("lit", kinds.includes("code") && i === code));
    },
  };
}
