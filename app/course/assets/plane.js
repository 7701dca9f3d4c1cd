// @ts-check
/**
 * The plane of a code of two numbers: its codes, the drawing's place among them, and what the
 * decoder draws at a point that one moves. The decoder is asked as on the page of the code.
 *
 * @typedef {import("../../shared/assets/decoder.js").Place} Place
 * @typedef {{model: string, frame: [number, number, number], ahead: number, mine: Place, start: Place, points: [number, number, boolean][],
 *   outside: number, drawn: string, neighbours: [number, number, number][], named: number, homes: [number, number, number, string][]}} Exhibit
 *   ``homes``: where each digit's codes are, and their colour
 */
import { fetchAhead, layer, mixed, questions } from "../transposed-convolution-lab.shared/decoder.js";
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { bytes } from "../transposed-convolution-lab.shared/pack.js";
import { paint } from "../transposed-convolution-lab.shared/pictures.js";
import { node as drawn } from "../transposed-convolution-lab.shared/svg.js";

/** Units of the drawing over the plane. */
const SIDE = 512;
/** Part of the frame per press of an arrow key; with Shift a tenth of it. */
const STEP = 0.02;
/** @type {{[key: string]: Place}} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @returns {import("./networks.js").Room} */
export function plane() {
  const [ground, border] = ["ground", "border"].map((name) => element("img", { class: name, alt: "" }));
  const over = drawn("svg", { viewBox: `0 0 ${SIDE} ${SIDE}`, tabindex: 0, role: "application", "aria-label": "The plane of the codes: arrow keys move the point" });
  const field = element("div", { class: "field-of-codes" }, ground, border, over);
  const canvas = /** @type {HTMLCanvasElement} */ (element("canvas", { width: 28, height: 28, role: "img", "aria-label": "What the decoder draws at the point" }));
  const [place, sentence, counted] = [element("p", { class: "place" }), element("p", { role: "status" }), element("p", { class: "counted" })];
  const node = element("div", { class: "plane" }, field, element("div", { class: "beside" }, canvas, place, sentence, counted,
    element("p", { class: "legend" }, "Each speck is the code of a digit, in that digit's colour; the digit itself stands where it is most at home.")));
  /** @type {Exhibit} */ let exhibit;
  /** @type {Place} */ let at = [0, 0];
  /** @type {Uint8Array|null} */ let ahead = null;
  let model = "";
  let started = "";
  let held = false;
  let cloud = false;
  let near = false;

  const ask = questions({
    model: () => model,
    show(answer) {
      sentence.innerHTML = answer.sentence;
      node.classList.toggle("outside", !answer.dense);
      if (at[0] !== answer.x || at[1] !== answer.y) return;
      paint(canvas, bytes(answer.picture));
      canvas.dataset.shows = "exact";
    },
    complain: (said) => (sentence.textContent = said),
    signal: new AbortController().signal,
  });

  /** @param {number[]} place @returns {[number, number]} */
  const onScreen = ([x, y]) => {
    const [left, bottom, side] = exhibit.frame;
    return [((x - left) / side) * SIDE, SIDE - ((y - bottom) / side) * SIDE];
  };

  /** @param {Place} next */
  function move(next) {
    at = next;
    const guess = mixed(ahead, exhibit.frame, exhibit.ahead, at);
    if (guess) paint(canvas, guess);
    canvas.dataset.at = at.join(" ");
    canvas.dataset.shows = guess ? "ahead" : "before";
    place.textContent = `At (${at.map((one) => one.toFixed(2)).join(", ").replaceAll("-", "−")}) the decoder draws this.`;
    ask(at);
    draw();
  }

  function draw() {
    const [x, y] = onScreen(exhibit.mine);
    const [cx, cy] = onScreen(at);
    const label = drawn("text", { class: "mine", x: x > SIDE - 100 ? x - 14 : x + 14, y: y + 5, "text-anchor": x > SIDE - 100 ? "end" : "start" });
    label.textContent = "your digit";
    over.replaceChildren(
      ...(cloud ? exhibit.points.map(([px, py, inside]) => {
        const [sx, sy] = onScreen([px, py]);
        return inside ? drawn("circle", { class: "among", cx: sx, cy: sy, r: 4 }) : drawn("path", { class: "missed", d: `M${sx - 4} ${sy - 4}l8 8m0 -8l-8 8` });
      }) : []),
      ...exhibit.homes.map(([px, py, digit, colour]) => {
        const [sx, sy] = onScreen([px, py]);
        const name = drawn("text", { class: "home", x: sx, y: sy, style: `--own: ${colour}` });
        name.textContent = String(digit);
        return name;
      }),
      ...(near ? exhibit.neighbours.flatMap(([px, py, digit]) => {
        const [sx, sy] = onScreen([px, py]);
        const name = drawn("text", { class: "near", x: sx + 7, y: sy - 5 });
        name.textContent = String(digit);
        return [drawn("path", { class: "tie", d: `M${x} ${y}L${sx} ${sy}` }), drawn("rect", { class: "near", x: sx - 3, y: sy - 3, width: 6, height: 6 }), name];
      }) : []),
      drawn("circle", { class: "mine", cx: x, cy: y, r: 9 }), label,
      drawn("path", { class: "hair", d: `M${cx} 0V${SIDE}M0 ${cy}H${SIDE}` }),
      drawn("circle", { class: held ? "at held" : "at", cx, cy, r: 6 }));
  }

  /** @param {MouseEvent} event @returns {Place} */
  function under(event) {
    const box = over.getBoundingClientRect();
    const [left, bottom, side] = exhibit.frame;
    return [left + ((event.clientX - box.left) / box.width) * side, bottom + (1 - (event.clientY - box.top) / box.height) * side];
  }
  over.addEventListener("pointermove", (event) => !held && move(under(/** @type {PointerEvent} */ (event))));
  over.addEventListener("click", (event) => {
    held = !held;
    move(under(/** @type {MouseEvent} */ (event)));
  });
  over.addEventListener("keydown", (event) => {
    const { key, shiftKey } = /** @type {KeyboardEvent} */ (event);
    const way = ARROWS[key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    held = true;
    const step = STEP * exhibit.frame[2] * (shiftKey ? 0.1 : 1);
    move([at[0] + step * way[0], at[1] + step * way[1]]);
  });

  return {
    node,
    /** @param {Exhibit} next */
    show(next, { stage, covered }) {
      exhibit = next;
      if (next.model !== model) {
        model = next.model;
        ahead = null;
        ground.setAttribute("src", layer(model, "ground"));
        border.setAttribute("src", layer(model, "border"));
        fetchAhead(model, new AbortController().signal).then((pictures) => {
          if (model === next.model) ahead = pictures;
        });
      }
      cloud = !covered("area") && !stage.moves.naming;
      near = Boolean(stage.moves.naming);
      counted.textContent = cloud ? `Of ${next.points.length} points of ${next.drawn} ${next.outside} fall outside, each a cross; the others are dots.` : near ? `Its nearest codes call your digit ${next.named === 8 ? "an" : "a"} ${next.named}.` : "";
      const start = JSON.stringify([next.start, next.mine]);
      if (start !== started) {
        started = start;
        held = false;
        at = next.start;
      }
      move(at);
    },
    light(kinds) {
      field.classList.toggle("lit", kinds.includes("area"));
    },
  };
}
