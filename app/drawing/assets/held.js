// @ts-check
/**
 * What this tab holds of the visitor's drawings: it outlives a reload and a restart of the server,
 * and ends with the tab.
 *
 * @typedef {{strokes: number[][], pen: number, number: number}} Drawing
 * @typedef {{slots: {[slot: string]: Drawing}, skipped: boolean, swapped: boolean}} Held
 */

const PLACE = "transposed-convolution-lab.drawing";

/** @returns {Held | null} null where nothing is held, or nothing may be */
export function held() {
  try {
    const found = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
    return found && typeof found.slots === "object" && found.slots ? found : null;
  } catch {
    return null;
  }
}

/**
 * Hold a drawing and the switches. What a visitor has not touched is not held.
 * @param {string} slot @param {Drawing} drawing @param {boolean} skipped @param {boolean} swapped
 */
export function hold(slot, drawing, skipped, swapped) {
  const before = held();
  if (!before && drawing.number === 0 && !skipped && !swapped) return;
  const slots = { ...before?.slots };
  if (drawing.number > 0) slots[slot] = drawing;
  try {
    sessionStorage.setItem(PLACE, JSON.stringify({ slots, skipped, swapped }));
  } catch {
    // Full, or forbidden: then the drawing lasts as long as the page.
  }
}
