// @ts-check
/**
 * Two ways from one digit to another. Every station's picture has been sent, so the slider
 * needs no answer; the GIF is made here of what is shown.
 *
 * @typedef {{name: string, count: number, code: string, pixels: string, map: string | null,
 *   path: [number, number][], dense: boolean[], named: number[]}} Sent
 * @typedef {{sent: Sent, at: number, way: 1 | -1, timer: number, code: Uint8Array, pixels: Uint8Array}} Player
 */
import { find } from "../transposed-convolution-lab.shared/dom.js";
import { bytes } from "../transposed-convolution-lab.shared/pack.js";
import { save } from "../transposed-convolution-lab.shared/save.js";
import { node } from "../transposed-convolution-lab.shared/svg.js";
import { PIXELS, SIDE, paint } from "../transposed-convolution-lab.shared/pictures.js";

/** @type {WeakMap<object, Player>} */
const players = new WeakMap();
const FRAME_MS = 110;
const END_MS = 900;
const ZOOM = 6;
const GAP = 12;
const CAPTION = 22;

/** @param {{data: [Sent], parentElement: HTMLElement | ShadowRoot}} component */
export default function ({ data, parentElement: root }) {
  try {
    let player = players.get(root);
    if (!player) {
      player = { sent: data[0], at: (data[0].count - 1) / 2, way: 1, timer: 0, code: new Uint8Array(), pixels: new Uint8Array() };
      players.set(root, player);
      install(root, player);
    }
    adopt(root, player, data[0]);
  } catch (reason) {
    find(root, ".status").textContent = `The way cannot be shown (${reason}); reload the page.`;
  }
  return () => clearTimeout(players.get(root)?.timer);
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param {HTMLElement | ShadowRoot} root @param {Player} player */
function install(root, player) {
  const slider = find(root, ".at");
  slider.addEventListener("input", () => {
    pause(root, player);
    show(root, player, Number(slider.value));
  });
  const play = find(root, ".play");
  // Who wants no motion gets one station per press.
  play.textContent = still() ? "Step" : "Play";
  play.addEventListener("click", () => {
    if (still()) step(root, player);
    else if (player.timer) pause(root, player);
    else run(root, player);
  });
  find(root, ".gif").addEventListener("click", () => take(root, player));
}

/** @param {HTMLElement | ShadowRoot} root @param {Player} player @param {Sent} sent */
function adopt(root, player, sent) {
  player.sent = sent;
  player.code = bytes(sent.code);
  player.pixels = bytes(sent.pixels);
  find(root, ".at").max = sent.count - 1;
  for (const way of /** @type {const} */ (["code", "pixels"])) {
    const strip = find(root, `.strip.${way}`);
    strip.replaceChildren(...Array.from({ length: sent.count }, (_, at) => thumbnail(root, player, way, at)));
  }
  const map = find(root, ".way");
  map.hidden = !sent.map;
  if (sent.map) {
    const image = node("image", { href: sent.map, width: 100, height: 100, preserveAspectRatio: "none" });
    const line = node("polyline", { points: sent.path.map((place) => onMap(place).join(",")).join(" ") });
    const [a, b] = [onMap(sent.path[0]), onMap(sent.path[sent.count - 1])];
    find(root, ".way svg").replaceChildren(image, line, letter("A", a), letter("B", b), node("circle", { r: 3 }));
  }
  show(root, player, Math.min(player.at, sent.count - 1));
}

/** @param {[number, number]} place in parts of the map, y upwards @returns {[number, number]} */
const onMap = ([x, y]) => [100 * x, 100 * (1 - y)];

/** @param {string} text @param {[number, number]} place */
function letter(text, [x, y]) {
  const made = node("text", { x, y: y - 5 });
  made.textContent = text;
  return made;
}

/** @param {HTMLElement | ShadowRoot} root @param {Player} player @param {"code" | "pixels"} way @param {number} at */
function thumbnail(root, player, way, at) {
  const { sent } = player;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  paint(canvas, picture(player, way, at));
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1; // the slider reaches the same stations by keyboard
  button.setAttribute("aria-label", `Station ${at + 1}, ${way === "code" ? "through the code" : "pixel by pixel"}`);
  button.append(canvas);
  if (way === "code" && sent.named.length) {
    button.classList.toggle("outside", !sent.dense[at]);
    button.append(String(sent.named[at]));
  }
  button.addEventListener("click", () => {
    pause(root, player);
    show(root, player, at);
  });
  return button;
}

/** @param {Player} player @param {"code" | "pixels"} way @param {number} at */
const picture = (player, way, at) => player[way].subarray(at * PIXELS, (at + 1) * PIXELS);

/** @param {HTMLElement | ShadowRoot} root @param {Player} player @param {number} at */
function show(root, player, at) {
  player.at = at;
  const { sent } = player;
  for (const way of /** @type {const} */ (["code", "pixels"])) {
    const canvas = find(root, `canvas.${way}`);
    paint(canvas, picture(player, way, at));
    canvas.dataset.at = String(at);
    [...find(root, `.strip.${way}`).children].forEach((button, i) => button.classList.toggle("now", i === at));
  }
  const slider = find(root, ".at");
  slider.value = String(at);
  const part = Math.round((100 * at) / (sent.count - 1));
  slider.setAttribute("aria-valuetext", `${part} % of the way${sent.named.length ? `, by its neighbours a ${sent.named[at]}` : ""}`);
  if (sent.map) {
    const [x, y] = onMap(sent.path[at]);
    const dot = find(root, ".way circle");
    dot.setAttribute("cx", x);
    dot.setAttribute("cy", y);
  }
}

/** One station on, and back again from the end. @param {HTMLElement | ShadowRoot} root @param {Player} player */
function step(root, player) {
  const last = player.sent.count - 1;
  if (player.at >= last) player.way = -1;
  if (player.at <= 0) player.way = 1;
  show(root, player, player.at + player.way);
}

/** @param {HTMLElement | ShadowRoot} root @param {Player} player */
function run(root, player) {
  find(root, ".play").textContent = "Pause";
  const next = () => {
    step(root, player);
    const end = player.at === 0 || player.at === player.sent.count - 1;
    player.timer = setTimeout(next, end ? END_MS : FRAME_MS);
  };
  player.timer = setTimeout(next, 0);
}

/** @param {HTMLElement | ShadowRoot} root @param {Player} player */
function pause(root, player) {
  clearTimeout(player.timer);
  player.timer = 0;
  find(root, ".play").textContent = still() ? "Step" : "Play";
}

/** @param {HTMLElement | ShadowRoot} root @param {Player} player */
async function take(root, player) {
  const status = find(root, ".status");
  try {
    const { GIFEncoder } = await import("../transposed-convolution-lab.shared/gifenc.js");
    const name = `between-two-digits-${player.sent.name}.gif`;
    save(new Blob([encoded(GIFEncoder(), player)], { type: "image/gif" }), name);
    status.textContent = `Saved as ${name}.`;
  } catch (reason) {
    console.warn(reason);
    status.textContent = "The GIF could not be made here. Another browser may do it.";
  }
}

/** There and back, both ways side by side; grey levels are the palette. @param {any} gif @param {Player} player */
function encoded(gif, player) {
  const [width, height] = [2 * ZOOM * SIDE + GAP, ZOOM * SIDE + CAPTION];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("this browser paints no canvas");
  const palette = Array.from({ length: 256 }, (_, level) => [level, level, level]);
  const small = document.createElement("canvas");
  small.width = small.height = SIDE;
  const last = player.sent.count - 1;
  for (let i = 0; i < 2 * last; i++) {
    const at = i <= last ? i : 2 * last - i;
    context.fillStyle = "#000";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingEnabled = false;
    context.fillStyle = "#ddd";
    context.font = "13px sans-serif";
    context.textAlign = "center";
    [["code", "through the code"], ["pixels", "pixel by pixel"]].forEach(([way, words], side) => {
      const left = side * (ZOOM * SIDE + GAP);
      paint(small, picture(player, /** @type {"code" | "pixels"} */ (way), at));
      context.drawImage(small, left, 0, ZOOM * SIDE, ZOOM * SIDE);
      context.fillText(words, left + (ZOOM * SIDE) / 2, height - 7);
    });
    const { data } = context.getImageData(0, 0, width, height);
    const greys = Uint8Array.from({ length: width * height }, (_, pixel) => data[4 * pixel]);
    gif.writeFrame(greys, width, height, { palette, delay: at === 0 || at === last ? END_MS : FRAME_MS });
  }
  gif.finish();
  return gif.bytes();
}
