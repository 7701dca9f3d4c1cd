// @ts-check
/** Cells that the learner marks: by clicks, or with arrow keys and space while the picture has the focus. */

const ARROWS = /** @type {{[name: string]: number[]}} */ ({
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
});

/** @param {SVGElement} svg @param {() => void} draw */
export function marks(svg, draw) {
  /** @type {import("./cover.js").Marking|null} */ let marking = null;
  let hear = (/** @type {string} */ _) => {};

  /** @param {string} name */
  function toggle(name) {
    const kind = marking?.kind === "out" ? "mark" : "in";
    if (!marking || !name.startsWith(`${kind}:`)) return;
    const on = !marking.chosen.has(name);
    if (on) marking.chosen.add(name);
    else marking.chosen.delete(name);
    const [, row, column] = name.split(":")[1].split(",");
    hear(`Row ${row}, column ${column}: ${on ? "marked" : "not marked"}. ${marking.chosen.size} in all.`);
    draw();
  }

  svg.addEventListener("keydown", (event) => {
    if (!marking) return;
    const step = ARROWS[event.key];
    const { rows, columns, cursor } = marking;
    if (step) {
      const [y, x] = cursor ? [cursor[0] + step[0], cursor[1] + step[1]] : [0, 0];
      marking.cursor = [Math.max(0, Math.min(rows - 1, y)), Math.max(0, Math.min(columns - 1, x))];
      const name = `${marking.kind === "out" ? "mark" : "in"}:0,${marking.cursor.join(",")}`;
      hear(`Row ${marking.cursor[0]}, column ${marking.cursor[1]}${marking.chosen.has(name) ? ", marked" : ""}`);
      draw();
    } else if (event.key === " " && cursor) toggle(`${marking.kind === "out" ? "mark" : "in"}:0,${cursor.join(",")}`);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    on: () => marking?.kind ?? null,
    shown: () => marking,
    toggle,
    /** @param {"in"|"out"} kind @param {number} rows @param {number} columns */
    begin(kind, rows, columns) {
      marking = { kind, rows, columns, chosen: new Set(), cursor: null };
    },
    end() {
      marking = null;
    },
    /** @returns {number[][]} */
    cells: () => [...(marking?.chosen ?? [])].map((name) => name.split(":")[1].split(",").map(Number)),
    /** @param {(text: string) => void} listener */
    hear(listener) {
      hear = listener;
    },
  };
}
