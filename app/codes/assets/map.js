// @ts-check
/**
 * The cursor on a map that plotly drew. Its 12,000 points are never drawn again: cursor,
 * drawing and neighbours lie in an SVG over the chart, whose axes say which pixel is which
 * code. What the decoder draws at a code, and when, is ``decoder.js``.
 *
 * @typedef {import("../../shared/assets/decoder.js").Place} Place
 * @typedef {{model: string, chart: string, frame: [number, number, number], ahead: number,
 *   start: Place, mine: Place | null, neighbours: [number, number, number][]}} Sent
 * @typedef {import("../../shared/assets/decoder.js").Answer} Answer
 * @typedef {{sent: Sent, at: Place, led: boolean, held: boolean, pressed: Place | null,
 *   ask: (place: Place) => void, ahead: Uint8Array | null, chart: any,
 *   watch: ResizeObserver, gone: AbortController, later: number}} Cursor
 */
import { fetchAhead, mixed, questions } from "../transposed-convolution-lab.shared/decoder.js";
import { find } from "../transposed-convolution-lab.shared/dom.js";
import { bytes } from "../transposed-convolution-lab.shared/pack.js";
import { paint } from "../transposed-convolution-lab.shared/pictures.js";
import { axes, marks } from "./overlay.js";

/** Streamlit calls the function below again at every change of data. @type {WeakMap<object, Cursor>} */
const cursors = new WeakMap();
/** A hand that clicks moves a little, and a place held is let go by a click this near. */
const STILL_PX = 6;
const NEAR_PX = 12;
/** Part of the shown span per press of an arrow key; with Shift a tenth of it. */
const STEP = 0.02;

/** @param {{data: [Sent], parentElement: HTMLElement | ShadowRoot}} component */
export default function ({ data, parentElement: root }) {
  const sent = data[0];
  try {
    let cursor = cursors.get(root);
    if (!cursor) {
      cursor = install(root, sent);
      cursors.set(root, cursor);
    }
    adopt(root, cursor, sent);
  } catch (reason) {
    // An error that leaves this function would stay on the page for good.
    complain(root, `The cursor cannot be shown (${reason}); reload the page.`);
  }
  return () => {
    const cursor = cursors.get(root);
    cursor?.gone.abort();
    cursor?.watch.disconnect();
    cursors.delete(root);
  };
}

/** @param {HTMLElement | ShadowRoot} root @param {Sent} sent @returns {Cursor} */
function install(root, sent) {
  const gone = new AbortController();
  const watch = new ResizeObserver(() => draw(root, cursor));
  /** @type {Cursor} */
  const cursor = {
    sent: { ...sent, model: "" }, at: sent.start, led: false, held: false, pressed: null,
    ahead: null, chart: null, watch, gone, later: 0,
    ask: questions({
      model: () => cursor.sent.model,
      show: (answer) => show(root, cursor, answer),
      complain: (sentence) => complain(root, sentence),
      signal: gone.signal,
    }),
  };
  find(root, ".over").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => key(root, cursor, event), { signal: gone.signal });
  // On the window: while a button is down, plotly covers the page.
  addEventListener("pointerup", (event) => release(root, cursor, event), { signal: gone.signal, capture: true });
  addEventListener("resize", () => draw(root, cursor), { signal: gone.signal });
  return cursor;
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {Sent} sent */
function adopt(root, cursor, sent) {
  const other = sent.model !== cursor.sent.model;
  const redrawn = String(sent.mine) !== String(cursor.sent.mine);
  cursor.sent = sent;
  if (other) {
    Object.assign(cursor, { led: false, held: false, ahead: null, chart: null });
    fetchAhead(sent.model, cursor.gone.signal).then((pictures) => {
      if (!pictures || cursor.sent.model !== sent.model) return;
      cursor.ahead = pictures;
      find(root, "canvas").dataset.ahead = sent.model;
    });
  }
  // Who draws wants to see what becomes of it; until somebody moves it, it stays there.
  if (redrawn && !cursor.held) cursor.led = false;
  if (!cursor.led) move(root, cursor, sent.mine ?? sent.start);
  attach(root, cursor);
  draw(root, cursor);
}

/** Find the chart, which may come later than we do, or be another one by now. @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor */
function attach(root, cursor) {
  const chart = /** @type {any} */ (document.querySelector(`${cursor.sent.chart} .js-plotly-plot`));
  if (!chart?._fullLayout?.xaxis?._length) {
    cursor.chart = null;
    clearTimeout(cursor.later);
    if (!cursor.gone.signal.aborted) cursor.later = setTimeout(() => attach(root, cursor), 100);
    return;
  }
  if (chart !== cursor.chart) {
    cursor.chart = chart;
    cursor.watch.disconnect();
    cursor.watch.observe(chart);
    // The component's own words push its place about.
    cursor.watch.observe(find(root, ".cursor"));
    for (const event of ["plotly_afterplot", "plotly_relayouting"]) chart.on(event, () => draw(root, cursor));
    const signal = cursor.gone.signal;
    chart.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => hover(root, cursor, event), { signal, capture: true });
    chart.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => {
      cursor.pressed = onPlot(cursor, event) ? [event.clientX, event.clientY] : null;
    }, { signal, capture: true });
  }
  draw(root, cursor);
}

/** @param {Cursor} cursor @param {PointerEvent} event @returns {Place | null} the code under the pointer */
function onPlot(cursor, event) {
  if (!cursor.chart || (event.target instanceof Element && event.target.closest(".modebar, .legend"))) return null;
  const box = cursor.chart.getBoundingClientRect();
  const { left, top, width, height, place } = axes(cursor.chart);
  const [x, y] = [event.clientX - box.left - left, event.clientY - box.top - top];
  return x < 0 || y < 0 || x > width || y > height ? null : place([x, y]);
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {PointerEvent} event */
function hover(root, cursor, event) {
  const place = onPlot(cursor, event);
  // A pressed button is plotly's: it pans or zooms.
  if (!place || cursor.held || event.buttons) return;
  cursor.led = true;
  move(root, cursor, place);
  draw(root, cursor);
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {PointerEvent} event */
function release(root, cursor, event) {
  const pressed = cursor.pressed;
  cursor.pressed = null;
  const place = pressed && onPlot(cursor, event);
  if (!place || event.button) return;
  if (Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > STILL_PX) return;
  const { pixel } = axes(cursor.chart);
  const [[x, y], [heldX, heldY]] = [pixel(place), pixel(cursor.at)];
  cursor.held = !(cursor.held && Math.hypot(x - heldX, y - heldY) < NEAR_PX);
  cursor.led = true;
  move(root, cursor, place);
  draw(root, cursor);
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {KeyboardEvent} event */
function key(root, cursor, event) {
  const ways = /** @type {{[key: string]: Place}} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] });
  const way = ways[event.key];
  if (way) {
    const step = STEP * cursor.sent.frame[2] * (event.shiftKey ? 0.1 : 1);
    cursor.held = cursor.led = true;
    move(root, cursor, [cursor.at[0] + step * way[0], cursor.at[1] + step * way[1]]);
  } else if (event.key === "Enter") cursor.held = cursor.led = true;
  else if (event.key === "Escape") cursor.held = false;
  else return;
  event.preventDefault();
  draw(root, cursor);
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {Place} place */
function move(root, cursor, place) {
  cursor.at = place;
  const canvas = find(root, "canvas");
  const guess = mixed(cursor.ahead, cursor.sent.frame, cursor.sent.ahead, place);
  if (guess) paint(canvas, guess);
  canvas.dataset.model = cursor.sent.model;
  canvas.dataset.at = place.join(" ");
  canvas.dataset.shows = guess ? "ahead" : "before";
  find(root, ".place").textContent = `At (${place.map((part) => part.toFixed(2)).join(", ").replaceAll("-", "−")}) the decoder draws`;
  cursor.ask(place);
}

/** @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor @param {Answer} answer */
function show(root, cursor, answer) {
  const canvas = find(root, "canvas");
  find(root, ".maps").innerHTML = answer.maps;
  find(root, ".sentence").innerHTML = answer.sentence;
  find(root, ".cursor").classList.toggle("outside", !answer.dense);
  complain(root, "");
  // The cursor may be elsewhere by now: its own picture must not give way to an older one.
  if (cursor.at[0] !== answer.x || cursor.at[1] !== answer.y) return;
  paint(canvas, bytes(answer.picture));
  canvas.dataset.shows = "exact";
}

/** @param {HTMLElement | ShadowRoot} root @param {string} sentence */
function complain(root, sentence) {
  const trouble = find(root, ".trouble");
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

/** Lay the SVG over the chart's plot. @param {HTMLElement | ShadowRoot} root @param {Cursor} cursor */
function draw(root, cursor) {
  if (cursor.gone.signal.aborted) return;
  const over = find(root, ".over");
  const { chart, sent } = cursor;
  if (!chart?.isConnected || !chart._fullLayout?.xaxis) {
    over.replaceChildren();
    // Streamlit has put another chart in its place, or is about to.
    if (chart) attach(root, cursor);
    return;
  }
  const { left, top, width, height } = axes(chart);
  const box = chart.getBoundingClientRect();
  const own = find(root, ".root").getBoundingClientRect();
  over.style.left = `${box.left + left - own.left}px`;
  over.style.top = `${box.top + top - own.top}px`;
  over.setAttribute("width", width);
  over.setAttribute("height", height);
  over.replaceChildren(...marks(chart, sent, cursor.at, cursor.held));
}
