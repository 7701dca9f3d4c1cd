// @ts-check
/**
 * Networks side by side, each with what it makes of the drawing and its figures. What would tell
 * an answer is a question mark until there is one: pictures, or the figures alone.
 *
 * @typedef {{title: string, pictures: import("./networks.js").Picture[], rows: [string, string][], told?: boolean}} Card
 *   ``told``: whether it would tell what a lesson asks
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { figure, veiled } from "./figures.js";

const SIDE = 112;

/** @returns {import("./networks.js").Room} */
export function cards() {
  const node = element("div", { class: "cards" });
  return {
    node,
    /** @param {{cards: Card[]}} exhibit */
    show(exhibit, { covered }) {
      const [blind, silent] = [covered("picture"), covered("picture") || covered("lines")];
      node.replaceChildren(...exhibit.cards.map(({ title, pictures, rows, told }) => element("article", { class: "card" },
        element("h3", {}, title),
        element("div", { class: "pair" }, ...pictures.map((one) => (told && silent ? veiled(SIDE, one.words) : figure(one, SIDE)))),
        element("dl", {}, ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, told && silent && name !== "code" ? "?" : value)))))));
      node.classList.toggle("blind", blind);
    },
  };
}
