// @ts-check
/**
 * Keeps in sight what is to be read. Beside the stage the text scrolls in a column of its own; on a
 * phone the whole page scrolls, below a stage that stays at the top and above buttons that stay at the
 * bottom.
 */

/** Pixels between what is read and the edge of where it can be read. */
const AIR = 8;

/**
 * @param {HTMLElement} start where a part's text starts @param {HTMLElement} stage whatever stands on it
 * @param {HTMLElement} foot the buttons below the text
 */
export function sight(start, stage, foot) {
  /** Where text can be read. @param {Element} scroller */
  function room(scroller) {
    const { top } = scroller.getBoundingClientRect();
    const above = /** @type {HTMLElement[]} */ ([...stage.children]).find((one) => getComputedStyle(one).position === "sticky" && one.offsetHeight);
    // Where it stays once the page is scrolled, and not where it is now.
    const taken = above ? parseFloat(getComputedStyle(above).top) + above.offsetHeight : 0;
    return { top: top + taken, bottom: foot.getBoundingClientRect().top };
  }

  return {
    /** Show a part from its start; what is above it, and the picture, stay where they are. */
    begin() {
      if (!start.isConnected) return;
      const scroller = scrollerOf(start);
      const hidden = room(scroller).top + AIR - start.getBoundingClientRect().top;
      if (hidden > 0) scroller.scrollBy(0, -hidden);
    },
    /**
     * Bring the words about an answer into sight and what follows them, as far as there is room.
     * @param {Element} first @param {Element} last
     */
    tell(first, last) {
      const scroller = scrollerOf(start);
      const { top, bottom } = room(scroller);
      const below = last.getBoundingClientRect().bottom + AIR - bottom;
      const most = first.getBoundingClientRect().top - AIR - top;
      const by = Math.min(below, most);
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (by > 0) scroller.scrollBy({ top: by, behavior: still ? "instant" : "smooth" });
    },
  };
}

/** What scrolls a node, out of its shadow as well. @param {Element} node @returns {Element} */
function scrollerOf(node) {
  if (/auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
  const { parentNode } = node;
  const around = parentNode instanceof ShadowRoot ? parentNode.host : node.parentElement;
  return around ? scrollerOf(around) : /** @type {Element} */ (document.scrollingElement);
}
