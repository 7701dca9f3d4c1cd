// @ts-check
/** Cells that the learner marks: by clicks, or with arrow keys and space while the picture has the focus. */

const ARROWS = /** @type {{[name: string]: number[]}} */ ({
  ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
});

/** @param {SVGElement} svg @param {() => void} draw */
export function marks(svg, draw) {
  /** @type {import("./cover.js").Marking|null} */ let marking = null;
  let hear = (/** @type {string} */ _) => {};

  const kind = () => (marking?.kind === "out" ? "mark" : "in");

  /** @param {string} name */
  function toggle(name) {
    if (!marking || !name.startsWith(`${kind()}:`)) return;
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
    if (step) {
      marking.cursor = moved(marking, step);
      const name = `${kind()}:${marking.cursor.join(",")}`;
      const [map, row, column] = marking.cursor;
      hear(`${marking.maps > 1 ? `Map ${map}, row` : "Row"} ${row}, column ${column}${marking.chosen.has(name) ? ", marked" : ""}`);
      draw();
    } else if (event.key === " " && marking.cursor) toggle(`${kind()}:${marking.cursor.join(",")}`);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    on: () => marking?.kind ?? null,
    shown: () => marking,
    toggle,
    /** @param {"in"|"out"} kind @param {number} rows @param {number} columns @param {number} [maps] */
    begin(kind, rows, columns, maps = 1) {
      marking = { kind, rows, columns, maps, chosen: new Set(), cursor: null };
    },
    end() {
      marking = null;
    },
    /** Map, row and column of each. @returns {number[][]} */
    cells: () => [...(marking?.chosen ?? [])].map((name) => name.split(":")[1].split(",").map(Number)),
    /** @param {(text: string) => void} listener */
    hear(listener) {
      hear = listener;
    },
  };
}

/** One cell on; below the last row of a map the next map begins. @param {import("./cover.js").Marking} marking @param {number[]} step */
function moved({ rows, columns, maps, cursor }, [down, across]) {
  if (!cursor) return [0, 0, 0];
  const line = Math.max(0, Math.min(maps * rows - 1, cursor[0] * rows + cursor[1] + down));
  return [Math.floor(line / rows), line % rows, Math.max(0, Math.min(columns - 1, cursor[2] + across))];
}
