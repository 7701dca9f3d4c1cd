// @ts-check
/**
 * Typing and pasting numbers: real text inputs laid over the cells of input and kernel.
 * What was typed goes to Python as text; Python says what number it is.
 *
 * @typedef {{left: number, top: number, size: number}} Box
 * @typedef {{name: string, plane: number, y: number, x: number}} Field
 * @typedef {{grid: string, plane: number, values: {numbers: number[][], single: boolean}, box: Box,
 *   panel: import("./grids.js").Panel, holds: (cell: number[]) => boolean}} Editable
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { show } from "./words.js";

/** Fields smaller than this many pixels have lines between them, no frames of their own. */
const TIGHT = 26;
/** Into smaller ones nobody can type. */
const SMALLEST_FIELD = 10;

/**
 * @param {HTMLElement} board
 * @param {(edit: object) => void} send
 * @param {(on: boolean) => void} changed
 */
export function editor(board, send, changed) {
  const layer = element("div", { class: "editor", hidden: "" });
  board.append(layer);
  let on = false;
  /** @type {Map<string, HTMLInputElement>} */
  const inputs = new Map();
  /** Where to start. @type {[string, number[]]|null} */
  let wanted = null;

  /** @param {string} grid @param {Field} field @param {string} spoken */
  function create(grid, { name, plane, y, x }, spoken) {
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": spoken,
      onfocus: () => input.select(),
      onblur: () => {
        if (input.value !== input.dataset.known) send({ kind: "cell", grid, plane, y, x, text: input.value });
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const next = move(event, y, x, input);
        if (event.key === "Enter") input.blur();
        if (!next) return;
        event.preventDefault();
        inputs.get(`${grid} ${plane}:${next}`)?.focus();
      },
      onpaste: (/** @type {ClipboardEvent} */ event) => {
        const text = event.clipboardData?.getData("text") ?? "";
        if (/^\s*\S+\s*$/.test(text)) return; // One number: the field's own business.
        event.preventDefault();
        send({ kind: "paste", grid, plane, y, x, text });
      },
    }));
    layer.append(input);
    inputs.set(name, input);
    return input;
  }

  /** @param {Editable} editable @param {Set<string>} seen */
  function cover({ grid, plane, values, box, panel }, seen) {
    for (let row = 0; row < panel.rows; row++) {
      for (let column = 0; column < panel.columns; column++) {
        const look = panel.look(row, column);
        if (!/^(in|tap):/.test(look.data ?? "")) continue;
        const place = String(look.data).split(":")[1].split(",").map(Number);
        const [y, x] = place.slice(-2);
        const name = `${grid} ${plane}:${y},${x}`;
        const spoken = `${grid === "image" ? "input" : "kernel"} ${(values.single ? [y, x] : place).join(",")}`;
        const input = inputs.get(name) ?? create(grid, { name, plane, y, x }, spoken);
        seen.add(name);
        input.classList.toggle("typed", look.className.split(" ").includes("typed"));
        const [top, left] = look.position ?? [row, column];
        Object.assign(input.style, {
          left: `${box.left + left * box.size}px`, top: `${box.top + top * box.size}px`,
          width: `${box.size - 2}px`, height: `${box.size - 2}px`,
          fontSize: `${box.size < TIGHT ? box.size * 0.6 : Math.min(20, box.size * 0.42)}px`,
        });
        input.classList.toggle("tight", box.size < TIGHT);
        // What is being typed stays; everything else follows the setting.
        const typing = input.matches(":focus") && input.value !== input.dataset.known;
        const value = show(values.numbers[y][x]);
        if (!typing && (input.value !== value || input.dataset.known !== value)) {
          input.value = value;
          input.dataset.known = value;
          if (input.matches(":focus")) input.select();
        }
      }
    }
  }

  return {
    on: () => on,
    /** @param {import("./words.js").Focus} [cell] the cell to start in */
    toggle(cell) {
      on = !on;
      layer.hidden = !on;
      wanted = !on ? null : cell ? [cell.kind === "tap" ? "kernel" : "image", cell.cell] : ["image", [0, 0, 0]];
      changed(on);
    },
    /** @param {Editable[]} editables */
    place(editables) {
      if (!on) return;
      const seen = new Set();
      for (const editable of editables) if (editable.box.size >= SMALLEST_FIELD) cover(editable, seen);
      for (const [name, input] of inputs) {
        if (!seen.has(name)) {
          input.remove();
          inputs.delete(name);
        }
      }
      if (wanted) {
        const [grid, cell] = wanted;
        const editable = editables.find((one) => one.grid === grid && one.holds(cell));
        inputs.get(`${grid} ${editable?.plane}:${cell.slice(-2).join(",")}`)?.focus();
      }
      wanted = null;
    },
  };
}

/** Where a key leads from a field. @param {KeyboardEvent} event @param {number} y @param {number} x @param {HTMLInputElement} input */
function move(event, y, x, input) {
  if (event.key === "ArrowUp") return `${y - 1},${x}`;
  if (event.key === "ArrowDown" || event.key === "Enter") return `${y + 1},${x}`;
  if (event.key === "ArrowLeft" && input.selectionStart === 0) return `${y},${x - 1}`;
  if (event.key === "ArrowRight" && input.selectionEnd === input.value.length) return `${y},${x + 1}`;
  return null;
}

/**
 * Input and kernel, with the numbers that can be typed over.
 * @param {import("./scene.js").Opened} opened @param {number[][]} planes the number of each plane of the kernel
 * @param {import("./groups.js").Placed[]} drawn @param {{[id: string]: Box}} boxes
 * @returns {Editable[]}
 */
export function editables({ scene: { input, kernel }, single }, planes, drawn, boxes) {
  return drawn.flatMap(({ panel }) => {
    const [name, plane] = panel.id.split(" ");
    const common = { panel, box: boxes[panel.id] };
    if (name === "input") {
      const c = Number(plane ?? 0);
      return [{ ...common, grid: "image", plane: c, values: { numbers: input[c], single }, holds: (/** @type {number[]} */ cell) => cell[0] === c }];
    }
    if (name !== "kernel") return [];
    const [a, b] = (plane ?? "0,0").split(",").map(Number);
    return [{ ...common, grid: "kernel", plane: planes[a][b], values: { numbers: kernel[a][b], single }, holds: (/** @type {number[]} */ cell) => cell[0] === a && cell[1] === b }];
  });
}
