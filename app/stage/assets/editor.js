// @ts-check
/**
 * Typing and pasting numbers: real text inputs laid over the cells of input and kernel.
 * What was typed goes to Python as text; Python says what number it is.
 *
 * @typedef {{left: number, top: number, size: number}} Box
 */
import { element } from "./html.js";
import { show } from "./words.js";

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
  /** @type {string|null} */
  let wanted = null;

  /** @param {string} grid @param {number} y @param {number} x */
  function create(grid, y, x) {
    const name = grid === "image" ? "input" : "kernel";
    const input = /** @type {HTMLInputElement} */ (element("input", {
      type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${name} ${y},${x}`,
      onfocus: () => input.select(),
      onblur: () => {
        if (input.value !== input.dataset.known) send({ kind: "cell", grid, y, x, text: input.value });
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        const next = move(event, y, x, input);
        if (event.key === "Enter") input.blur();
        if (!next) return;
        event.preventDefault();
        inputs.get(`${grid}:${next}`)?.focus();
      },
      onpaste: (/** @type {ClipboardEvent} */ event) => {
        const text = event.clipboardData?.getData("text") ?? "";
        if (/^\s*\S+\s*$/.test(text)) return; // One number: the field's own business.
        event.preventDefault();
        send({ kind: "paste", grid, y, x, text });
      },
    }));
    layer.append(input);
    inputs.set(`${grid}:${y},${x}`, input);
    return input;
  }

  /** @param {KeyboardEvent} event @param {number} y @param {number} x @param {HTMLInputElement} input */
  function move(event, y, x, input) {
    if (event.key === "ArrowUp") return `${y - 1},${x}`;
    if (event.key === "ArrowDown" || event.key === "Enter") return `${y + 1},${x}`;
    if (event.key === "ArrowLeft" && input.selectionStart === 0) return `${y},${x - 1}`;
    if (event.key === "ArrowRight" && input.selectionEnd === input.value.length) return `${y},${x + 1}`;
    return null;
  }

  /** @param {string} grid @param {number[][]} values @param {Box} box @param {import("./grids.js").Panel} panel @param {Set<string>} seen */
  function cover(grid, values, box, panel, seen) {
    const kind = grid === "image" ? "in" : "tap";
    for (let row = 0; row < panel.rows; row++) {
      for (let column = 0; column < panel.columns; column++) {
        const look = panel.look(row, column);
        if (!look.data?.startsWith(`${kind}:`)) continue;
        const [y, x] = look.data.slice(kind.length + 1).split(",").map(Number);
        const name = `${grid}:${y},${x}`;
        const input = inputs.get(name) ?? create(grid, y, x);
        seen.add(name);
        const [top, left] = look.position ?? [row, column];
        Object.assign(input.style, {
          left: `${box.left + left * box.size}px`, top: `${box.top + top * box.size}px`,
          width: `${box.size - 2}px`, height: `${box.size - 2}px`,
          fontSize: `${Math.min(20, box.size * 0.42)}px`,
        });
        // What is being typed stays; everything else follows the setting.
        const typing = input.matches(":focus") && input.value !== input.dataset.known;
        const value = show(values[y][x]);
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
      wanted = on ? `${cell?.kind === "tap" ? "kernel" : "image"}:${cell ? cell.cell.join(",") : "0,0"}` : null;
      changed(on);
    },
    /**
     * @param {Box} inputBox @param {Box} kernelBox @param {import("./grids.js").Panel} inputPanel
     * @param {import("./grids.js").Panel} kernelPanel @param {import("./scene.js").Scene} scene
     */
    place(inputBox, kernelBox, inputPanel, kernelPanel, scene) {
      if (!on) return;
      const seen = new Set();
      cover("image", scene.input, inputBox, inputPanel, seen);
      cover("kernel", scene.kernel, kernelBox, kernelPanel, seen);
      for (const [name, input] of inputs) {
        if (!seen.has(name)) {
          input.remove();
          inputs.delete(name);
        }
      }
      if (wanted) inputs.get(wanted)?.focus();
      wanted = null;
    },
  };
}
