// @ts-check
/** Whose key it is: a field's, the picture's, or the player's. */

/**
 * @param {Element} svg the picture
 * @param {{root: () => HTMLElement, cells: ReturnType<typeof import("./pointer.js").pointer>,
 *   edits: ReturnType<typeof import("./editor.js").editor>, present?: (event: KeyboardEvent) => boolean,
 *   play: (event: KeyboardEvent) => boolean,
 *   draw: () => void}} lab
 * @returns {(event: KeyboardEvent) => void}
 */
export function keyboard(svg, { root, cells, edits, present = () => false, play, draw }) {
  return (event) => {
    // The host element stands for whatever has the focus inside the shadow root.
    const target = /** @type {HTMLElement} */ (event.composedPath()[0]);
    const free = target === document.body || root().contains(target);
    if (!free || event.ctrlKey || event.metaKey || event.altKey) return;
    if (present(event)) return event.preventDefault();
    if (event.key === "Escape" && (cells.pinned() || edits.on())) {
      cells.pin(null);
      if (edits.on()) edits.toggle();
      return draw();
    }
    if (["INPUT", "SELECT"].includes(target.tagName)) return; // Its own keys.
    if (target === svg && cells.step(event.key)) {
      event.preventDefault();
      return draw();
    }
    if (event.key === " " && ["BUTTON", "SUMMARY"].includes(target.tagName)) return; // Presses the button.
    if (play(event)) event.preventDefault();
  };
}
