// @ts-check
/**
 * One canvas with the cells of a sheet, or of one of its maps, and the mark on one cell.
 *
 * @typedef {[number, number, number]} Cell map, row and column
 * @typedef {{
 *   name: string, alt: string, caption: string, kind: string, before: string,
 *   maps: number, side: number, at: [number, number][], size: [number, number],
 *   zoom: number, larger: number, black: number, white: number, scale: string,
 *   picks: boolean, filled: boolean,
 * }} Sheet what Python sends, see app/maps/sheets.py
 * @typedef {{
 *   sheet: number, maps: number[], at: [number, number][], size: [number, number],
 *   node: HTMLElement, canvas: HTMLCanvasElement, mark: HTMLElement,
 * }} View which maps of which sheet it shows, and where each begins
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** What is marked is at least this large, so that it can be seen; in screen pixels. */
const LEAST_MARK = 7;

/** Cells on either side of the one under the pointer, and screen pixels of each. */
const AROUND = 4;
const LENS_ZOOM = 11;

/**
 * @param {number} sheet @param {number[]} maps @param {[number, number][]} at
 * @param {[number, number]} size @param {number} zoom
 * @returns {View}
 */
export function view(sheet, maps, at, size, zoom) {
  const node = element("div", { class: "sheet" });
  const canvas = document.createElement("canvas");
  const mark = element("div", { class: "mark" });
  const [rows, columns] = size;
  [canvas.height, canvas.width] = size;
  canvas.className = "cells";
  canvas.style.width = `${columns * zoom}px`;
  canvas.style.aspectRatio = `${columns} / ${rows}`;
  mark.hidden = true;
  node.append(canvas, mark);
  return { sheet, maps, at, size, node, canvas, mark };
}

/** @param {Sheet} sheet @param {Float32Array} values @param {Cell} cell */
export function valueAt(sheet, values, [map, row, column]) {
  return values[(map * sheet.side + row) * sheet.side + column];
}

/** @param {Sheet} sheet @param {number} value 0 to 255 */
function grey({ black, white }, value) {
  return Math.round(255 * Math.min(1, Math.max(0, (value - black) / (white - black))));
}

/**
 * Paint a view; without numbers it is an empty frame.
 * @param {View} shown @param {Sheet} sheet @param {Float32Array|null} values
 */
export function paint(shown, sheet, values) {
  const { canvas } = shown;
  const context = canvas.getContext("2d");
  canvas.classList.toggle("blank", !values);
  if (!context) return;
  const image = context.createImageData(canvas.width, canvas.height);
  shown.maps.forEach((map, index) => {
    const [top, left] = shown.at[index];
    for (let row = 0; values && row < sheet.side; row++) {
      for (let column = 0; column < sheet.side; column++) {
        const light = grey(sheet, valueAt(sheet, values, [map, row, column]));
        const start = 4 * ((top + row) * canvas.width + left + column);
        image.data.fill(light, start, start + 3);
        image.data[start + 3] = 255;
      }
    }
  });
  context.putImageData(image, 0, 0);
}

/**
 * The cell at a place of the view, counted in cells; null beside it and between maps.
 * @param {View} shown @param {Sheet} sheet @param {number} y @param {number} x
 * @returns {Cell|null}
 */
export function cellAt(shown, { side }, y, x) {
  const index = shown.at.findIndex(
    ([top, left]) => y >= top && y < top + side && x >= left && x < left + side,
  );
  if (index < 0) return null;
  const [top, left] = shown.at[index];
  return [shown.maps[index], y - top, x - left];
}

/**
 * Where a cell stands in a view: row and column of the sheet; null if it is not shown there.
 * @param {View} shown @param {Cell} cell @returns {[number, number]|null}
 */
export function placeOf(shown, [map, row, column]) {
  const index = shown.maps.indexOf(map);
  return index < 0 ? null : [shown.at[index][0] + row, shown.at[index][1] + column];
}

/** @param {View} shown @param {PointerEvent|MouseEvent} event @param {Sheet} sheet */
export function cellUnder(shown, event, sheet) {
  const box = shown.canvas.getBoundingClientRect();
  const [rows, columns] = shown.size;
  const y = Math.floor(((event.clientY - box.top) / box.height) * rows);
  const x = Math.floor(((event.clientX - box.left) / box.width) * columns);
  return cellAt(shown, sheet, y, x);
}

/** Mark a cell, or nothing. @param {View} shown @param {Cell|null} cell */
export function markCell(shown, cell) {
  const place = cell && placeOf(shown, cell);
  shown.mark.hidden = !place;
  if (!place) return;
  const [rows, columns] = shown.size;
  const { style } = shown.mark;
  style.top = `${((place[0] + 0.5) / rows) * 100}%`;
  style.left = `${((place[1] + 0.5) / columns) * 100}%`;
  style.width = `max(${100 / columns}%, ${LEAST_MARK}px)`;
  style.height = `max(${100 / rows}%, ${LEAST_MARK}px)`;
}

/** A magnifying glass for cells too small to be told apart. */
export function lens() {
  const node = element("div", { class: "lens" });
  const side = 2 * AROUND + 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  canvas.style.width = `${side * LENS_ZOOM}px`;
  node.append(canvas, element("i"));
  node.hidden = true;
  return {
    node,
    /**
     * Show the cells around one, beside it, or nothing where it can be seen without.
     * @param {View|null} over @param {Sheet} sheet @param {Float32Array} values @param {Cell} cell
     */
    show(over, sheet, values, cell) {
      const place = over && placeOf(over, cell);
      const box = over?.canvas.getBoundingClientRect();
      const context = canvas.getContext("2d");
      const size = box && over ? box.width / over.size[1] : 0;
      node.hidden = !place || !box || !context || size >= 4;
      if (!place || !box || !context || size >= 4) return;
      const [map, row, column] = cell;
      const image = context.createImageData(side, side);
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const [r, c] = [row + y - AROUND, column + x - AROUND];
          if (r < 0 || c < 0 || r >= sheet.side || c >= sheet.side) continue;
          const start = 4 * (y * side + x);
          image.data.fill(grey(sheet, valueAt(sheet, values, [map, r, c])), start, start + 3);
          image.data[start + 3] = 255;
        }
      }
      context.putImageData(image, 0, 0);
      const frame = node.parentElement?.getBoundingClientRect();
      if (!frame) return;
      const [width, gap] = [side * LENS_ZOOM, 14];
      const x = box.left + (place[1] + 0.5) * size - frame.left;
      const y = box.top + (place[0] + 0.5) * size - frame.top;
      node.style.left = `${x + gap + width < frame.width ? x + gap : x - gap - width}px`;
      const above = y - gap - width;
      node.style.top = `${above + frame.top < 0 ? y + gap : above}px`;
    },
    hide() {
      node.hidden = true;
    },
  };
}
