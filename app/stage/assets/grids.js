// @ts-check
/**
 * Draws one panel: a titled grid of cells. A cell is looked up by what it is, so that it
 * moves when its position changes, and only what changed is touched. Grids whose cells are
 * too small for digits are painted as one picture, with a frame around what is lit.
 *
 * @typedef {{text: string, className: string, hue?: number, heat?: number, longest?: number,
 *   position?: [number, number], data?: string}} Look ``longest``: signs of the longest number that is written in the same size
 * @typedef {{id: string, title: string, note: string, rows: number, columns: number,
 *   rowLabels: (string|number)[], columnLabels: (string|number)[],
 *   look: (y: number, x: number) => Look, still?: boolean, term?: string}} Panel ``term``: the word of
 *   the glossary that its title is
 * @typedef {{x: number, y: number, width: number, height: number, largest: number}} Slot
 */
import { naming } from "../transposed-convolution-lab.shared/glossary.js";
import { make, put } from "../transposed-convolution-lab.shared/svg.js";
import { painting } from "./painting.js";

const TITLE = 22;
const LABEL = 15;
const LOW = 90;
/** Below this many pixels a cell holds a colour, no number. */
const READABLE = 12;
const SMALLEST_FONT = 5.5;
/** Beyond this many cells a grid is painted, readable or not. */
const MOST_NODES = 500;

/** @param {Element} element @param {string} text */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Lines below each other. @param {Element} element @param {string[]} lines @param {number} x @param {number} font */
function stack(element, lines, x, font) {
  element.replaceChildren();
  lines.forEach((line, i) => {
    const part = make("tspan", element);
    put(part, { x, dy: i === 0 ? (-(lines.length - 1) * font * 1.15) / 2 : font * 1.15 });
    part.textContent = line;
  });
}

/**
 * The cell size that lets a panel fit its slot. @param {Panel} panel @param {Slot} slot
 */
export function cellSize(panel, slot) {
  const across = (slot.width - LABEL) / panel.columns;
  const down = (slot.height - TITLE - labelHeight(slot)) / panel.rows;
  const size = Math.min(slot.largest, across, down);
  if (size < 1) return size;
  return size < 6 ? Math.floor(size * 4) / 4 : Math.floor(size);
}

/** In a low slot the cells need the room more than their numbers do. @param {Slot} slot */
const labelHeight = (slot) => (slot.height < LOW ? 2 : LABEL);

/** Draws panels into one SVG and remembers their nodes. @param {SVGSVGElement} svg */
export function painter(svg) {
  /** @type {Map<string, {node: Element, heading: Element, title: Element, note: Element, labels: Element,
   *   picture: ReturnType<typeof painting>|null,
   *   cells: Map<string, {node: SVGGElement, rect: Element, text: Element, drawn: string}>,
   *   places: Map<string, {x: number, y: number, size: number}>}>} */
  const known = new Map();

  /** @param {string} id */
  function panelNodes(id) {
    const node = make("g", svg, "panel");
    node.setAttribute("data-panel", id);
    const title = make("text", node, "title");
    const name = make("tspan", title, "name");
    const note = make("tspan", title, "note");
    note.setAttribute("dx", "6");
    const nodes = { node, heading: title, title: name, note, labels: make("g", node, "labels"), picture: null, cells: new Map(), places: new Map() };
    known.set(id, nodes);
    return nodes;
  }

  /** @param {Panel} panel @param {Slot} slot */
  function draw(panel, slot) {
    const nodes = known.get(panel.id) ?? panelNodes(panel.id);
    const size = cellSize(panel, slot);
    const left = slot.x + LABEL;
    const top = slot.y + TITLE + labelHeight(slot);
    put(nodes.heading, { x: left, y: slot.y + 12 });
    write(nodes.title, panel.title);
    put(nodes.title, naming(panel.term));
    write(nodes.note, panel.note);
    label(nodes.labels, slot.height < LOW ? { ...panel, columnLabels: [] } : panel, left, top, size);

    const looks = [];
    for (let y = 0; y < panel.rows; y++) {
      for (let x = 0; x < panel.columns; x++) {
        const look = panel.look(y, x);
        looks.push({ id: `${y},${x}`, look, at: look.position ?? [y, x] });
      }
    }
    const painted = size < READABLE || looks.length > MOST_NODES;
    nodes.places.clear();
    for (const { look, at } of painted ? [] : looks) {
      if (look.data) nodes.places.set(look.data, { x: left + at[1] * size, y: top + at[0] * size, size });
    }
    if (painted) {
      nodes.picture ??= painting(nodes.node);
      nodes.picture.draw(looks, panel, { left, top, size });
    } else if (nodes.picture) {
      nodes.picture.remove();
      nodes.picture = null;
    }
    drawCells(nodes, painted ? [] : looks, left, top, size);
    return { left, top, size };
  }

  /** @param {Set<string>} ids the panels that are drawn now */
  function keep(ids) {
    for (const [id, nodes] of known) {
      if (!ids.has(id)) {
        nodes.node.remove();
        known.delete(id);
      }
    }
  }

  return {
    draw,
    keep,
    /** Where a panel has drawn what a name stands for. @param {string} panel @param {string} name */
    where: (panel, name) => known.get(panel)?.places.get(name),
    /** What a painted panel shows under the pointer; null over anything else. @param {Event} event */
    under(event) {
      const picture = /** @type {Element} */ (event.target).closest?.("[data-painted]");
      const panel = picture?.closest("[data-panel]")?.getAttribute("data-panel");
      const pointer = /** @type {PointerEvent} */ (event);
      return panel ? known.get(panel)?.picture?.under(pointer.clientX, pointer.clientY) ?? null : null;
    },
  };
}

/** @param {Element} parent @param {Map<string, any>} cells @param {string} id */
function cellNodes(parent, cells, id) {
  const node = /** @type {SVGGElement} */ (make("g", parent));
  const nodes = { node, rect: make("rect", node), text: make("text", node), drawn: "" };
  cells.set(id, nodes);
  return nodes;
}

/**
 * @param {{node: Element, cells: Map<string, any>}} nodes
 * @param {{id: string, look: Look, at: number[]}[]} looks
 * @param {number} left @param {number} top @param {number} size
 */
function drawCells({ node, cells }, looks, left, top, size) {
  const font = Math.min(size < 24 ? size * 0.58 : size * 0.46, 30);
  const gap = size > 24 ? 2 : 1;
  const seen = new Set();
  for (const { id, look, at } of looks) {
    seen.add(id);
    const cell = cells.get(id) ?? cellNodes(node, cells, id);
    const drawn = `${look.className} ${look.data} ${look.hue} ${look.heat} ${look.longest} ${look.text} ${at} ${left} ${top} ${size}`;
    if (cell.drawn === drawn) continue;
    cell.drawn = drawn;
    put(cell.node, {
      class: `cell ${look.className}`,
      "data-cell": look.data ?? "",
      style: `transform:translate(${left + at[1] * size}px,${top + at[0] * size}px)` +
        (look.hue === undefined ? "" : `;--h:${look.hue}`) +
        (look.heat === undefined ? "" : `;--heat:${look.heat.toFixed(2)}`),
    });
    put(cell.rect, { width: size - gap, height: size - gap, rx: size > 20 ? 4 : 1.5 });
    const lines = look.text.split("\n");
    const own = Math.min(font, (size * 1.55) / Math.max(look.longest ?? 0, ...lines.map((line) => line.length)), (size * 0.8) / lines.length);
    put(cell.text, { x: (size - gap) / 2, y: (size - gap) / 2, "font-size": own.toFixed(1) });
    if (own < SMALLEST_FONT) write(cell.text, "");
    else if (lines.length === 1) write(cell.text, look.text);
    else stack(cell.text, lines, (size - gap) / 2, own);
  }
  for (const [id, cell] of cells) {
    if (!seen.has(id)) {
      cell.node.remove();
      cells.delete(id);
    }
  }
}

/** @param {Element} parent @param {Panel} panel @param {number} left @param {number} top @param {number} size */
function label(parent, panel, left, top, size) {
  const wide = Math.max(0, ...panel.columnLabels.map((text) => String(text).length));
  const wanted = [
    ...(size < 5 + 6 * wide ? [] : panel.columnLabels.map((text, i) => ({ text, x: left + (i + 0.5) * size - 1, y: top - 5 }))),
    ...(size < 11 ? [] : panel.rowLabels.map((text, i) => ({ text, x: left - 8, y: top + (i + 0.5) * size + 2.5 }))),
  ];
  while (parent.childElementCount > wanted.length) parent.lastElementChild?.remove();
  wanted.forEach(({ text, x, y }, i) => {
    const node = parent.children[i] ?? make("text", parent);
    put(node, { x, y });
    write(node, String(text));
  });
}
