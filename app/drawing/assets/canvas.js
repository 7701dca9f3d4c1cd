// @ts-check
/**
 * A square to draw on. Sends strokes, never pixels: Python draws them again the way MNIST
 * was made, and keeps them, so that they come back after a visit to another page.
 *
 * Coordinates are parts of the square's side, flat: x, y, x, y, ...
 *
 * @typedef {number[]} Stroke
 * @typedef {{strokes: Stroke[], pen: number, number: number}} Drawing
 * @typedef {Drawing & {
 *   slot: string, skipped: boolean, swapped: boolean,
 *   digits: Stroke[][]|null, hint: string, trouble: string,
 * }} Sent a number below 0: Python waits for what this tab holds; no digits: they have come before
 * @typedef {{
 *   slot: string, skipped: boolean, swapped: boolean, drawing: Drawing, past: Stroke[][], digits: Stroke[][], hint: string, trouble: string,
 *   pointer: number | null,
 *   send: (name: string, value: unknown) => void,
 * }} Pad
 */
import { held, hold } from "./held.js";
import { find } from "../transposed-convolution-lab.shared/dom.js";

/** Points closer than this to the one before are left out: a quarter of a pixel of 28. */
const CLOSE = 0.25 / 28;

/** White on black in both themes, as MNIST has it; not from the style sheet, which may come late. */
const INK = "#f6f3ea";

/**
 * Streamlit calls the function below again at every change of data; what must outlive a
 * call stays here.
 * @type {WeakMap<object, Pad>}
 */
const pads = new WeakMap();

/** The ready-made digits of each slot. @type {Map<string, Stroke[][]>} */
const ready = new Map();

/**
 * @param {{data: [Sent], parentElement: HTMLElement | ShadowRoot,
 *   setStateValue: (name: string, value: unknown) => void}} component
 */
export default function ({ data, parentElement, setStateValue }) {
  const sent = data[0];
  const known = pads.get(parentElement);
  if (sent.digits) ready.set(sent.slot, sent.digits);
  try {
    if (known) {
      known.send = setStateValue;
      known.trouble = sent.trouble;
      // What a hand is drawing is not taken from it; it becomes the newest when it is lifted.
      if (known.pointer !== null) known.drawing.number = Math.max(known.drawing.number, sent.number);
      else if (sent.number > known.drawing.number) adopt(known, sent);
      follow(known, sent);
      render(parentElement, known);
      return;
    }
    /** @type {Pad} */
    const pad = {
      slot: sent.slot,
      skipped: false,
      swapped: false,
      drawing: { strokes: [], pen: sent.pen, number: -1 },
      past: [],
      digits: ready.get(sent.slot) ?? [],
      hint: sent.hint,
      trouble: sent.trouble,
      pointer: null,
      send: setStateValue,
    };
    adopt(pad, (sent.number < 0 && held()?.slots[sent.slot]) || sent);
    follow(pad, sent);
    pads.set(parentElement, pad);
    install(parentElement, pad);
    render(parentElement, pad);
  } catch (reason) {
    // An error that leaves this function would stay on the page for good.
    const trouble = find(parentElement, ".trouble");
    trouble.textContent = `The canvas cannot be shown (${reason}); reload the page.`;
    trouble.hidden = false;
  }
}

/** The switches are Python's; a session that waits does not know them yet. @param {Pad} pad @param {Sent} sent */
function follow(pad, sent) {
  if (sent.number < 0) return;
  pad.skipped = sent.skipped;
  pad.swapped = sent.swapped;
  hold(pad.slot, pad.drawing, pad.skipped, pad.swapped);
}

/** @param {Pad} pad @param {Drawing} sent */
function adopt(pad, sent) {
  pad.drawing = { strokes: sent.strokes, pen: sent.pen, number: sent.number };
  // So that undo works after a visit to another page: stroke by stroke.
  pad.past = sent.strokes.map((_, done) => sent.strokes.slice(0, done));
}

/** @param {HTMLElement | ShadowRoot} root @param {Pad} pad */
function install(root, pad) {
  const canvas = /** @type {HTMLCanvasElement} */ (find(root, "canvas"));
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || pad.pointer !== null) return;
    canvas.setPointerCapture(event.pointerId);
    pad.pointer = event.pointerId;
    pad.past.push(pad.drawing.strokes);
    // A ready-made digit is there to be replaced; one's own strokes are there to be added to.
    pad.drawing.strokes = readyMade(pad) < 0 ? [...pad.drawing.strokes, []] : [[]];
    extend(canvas, pad, event);
    render(root, pad);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pad.pointer) return;
    // A fast hand makes several points per frame; the browser hands them over together.
    const points = event.getCoalescedEvents?.() ?? [];
    for (const point of points.length ? points : [event]) extend(canvas, pad, point);
    paint(root, pad);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, (event) => {
      if (/** @type {PointerEvent} */ (event).pointerId !== pad.pointer) return;
      pad.pointer = null;
      finish(root, pad);
    });
  }
  new ResizeObserver(() => paint(root, pad)).observe(canvas);

  find(root, ".undo").addEventListener("click", () => {
    pad.drawing.strokes = pad.past.pop() ?? [];
    finish(root, pad);
  });
  find(root, ".clear").addEventListener("click", () => replace(root, pad, []));
  const pen = find(root, ".pen");
  pen.addEventListener("input", () => {
    pad.drawing.pen = Number(pen.value);
    render(root, pad);
  });
  pen.addEventListener("change", () => finish(root, pad));
  const digits = find(root, ".digits");
  digits.replaceChildren();
  pad.digits.forEach((strokes, digit) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = String(digit);
    button.setAttribute("aria-label", `Ready-made digit ${digit}`);
    button.addEventListener("click", () => replace(root, pad, strokes));
    digits.append(button);
  });
}

/** @param {HTMLElement} canvas @param {Pad} pad @param {PointerEvent} event */
function extend(canvas, pad, event) {
  const box = canvas.getBoundingClientRect();
  const x = inside((event.clientX - box.left) / box.width);
  const y = inside((event.clientY - box.top) / box.height);
  const stroke = pad.drawing.strokes[pad.drawing.strokes.length - 1];
  const [lastX, lastY] = stroke.slice(-2);
  if (stroke.length && Math.hypot(x - lastX, y - lastY) < CLOSE) return;
  stroke.push(x, y);
}

/** @param {number} part */
function inside(part) {
  return Math.round(1000 * Math.min(1, Math.max(0, part))) / 1000;
}

/** @param {HTMLElement | ShadowRoot} root @param {Pad} pad @param {Stroke[]} strokes */
function replace(root, pad, strokes) {
  pad.past.push(pad.drawing.strokes);
  pad.drawing.strokes = strokes;
  finish(root, pad);
}

/** @param {HTMLElement | ShadowRoot} root @param {Pad} pad */
function finish(root, pad) {
  pad.drawing.number = Math.max(0, pad.drawing.number) + 1;
  hold(pad.slot, pad.drawing, pad.skipped, pad.swapped);
  render(root, pad);
  pad.send("drawing", { ...pad.drawing });
}

/**
 * Bring everything in line with the drawing.
 * @param {HTMLElement | ShadowRoot} root @param {Pad} pad
 */
function render(root, pad) {
  const { strokes, pen } = pad.drawing;
  find(root, ".undo").disabled = pad.past.length === 0;
  find(root, ".clear").disabled = strokes.length === 0;
  find(root, ".pen").value = String(pen);
  find(root, ".dot").style.setProperty("--width", String(pen));
  const chosen = readyMade(pad);
  const hint = find(root, ".hint");
  hint.hidden = strokes.length > 0 && chosen < 0;
  hint.classList.toggle("below", chosen >= 0);
  hint.textContent = chosen < 0 ? pad.hint : "Draw here: your digit replaces this one";
  [...find(root, ".digits").children].forEach((button, digit) => {
    button.setAttribute("aria-pressed", String(digit === chosen));
  });
  const trouble = find(root, ".trouble");
  trouble.textContent = pad.trouble;
  trouble.hidden = pad.trouble === "";
  paint(root, pad);
}

/**
 * Which ready-made digit is on the canvas, untouched; -1 for none.
 * @param {Pad} pad
 */
function readyMade(pad) {
  const shown = JSON.stringify(pad.drawing.strokes);
  return pad.digits.findIndex((strokes) => JSON.stringify(strokes) === shown);
}

/** @param {HTMLElement | ShadowRoot} root @param {Pad} pad */
function paint(root, pad) {
  const canvas = /** @type {HTMLCanvasElement} */ (find(root, "canvas"));
  const side = Math.round(canvas.clientWidth * devicePixelRatio);
  if (side === 0) return;
  canvas.width = canvas.height = side; // also wipes it
  const context = canvas.getContext("2d");
  if (!context) return;
  context.lineCap = context.lineJoin = "round";
  context.lineWidth = pad.drawing.pen * side;
  context.strokeStyle = INK;
  for (const stroke of pad.drawing.strokes) {
    context.beginPath();
    context.moveTo(stroke[0] * side, stroke[1] * side);
    for (let i = 2; i < stroke.length; i += 2) {
      context.lineTo(stroke[i] * side, stroke[i + 1] * side);
    }
    // A line of no length is not drawn, whatever its ends; one of next to none is a dot.
    if (stroke.length === 2) context.lineTo(stroke[0] * side + 0.01, stroke[1] * side);
    context.stroke();
  }
}
