// @ts-check
/** A field for a program: its lines counted, some of them marked. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const WAIT_MS = 150;
const [FEWEST, MOST] = [8, 24];

/** @param {() => void} changed called a moment after something was typed */
export function editor(changed) {
  const lines = element("div", { class: "lines", "aria-hidden": "true" });
  const area = /** @type {HTMLTextAreaElement} */ (
    element("textarea", { spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-label": "The layers, as a program", oninput: typed, onscroll: follow }));
  const node = element("div", { class: "editor-field" }, element("div", { class: "behind" }, lines), area);
  /** @type {Set<number>} */ let missing = new Set();
  /** @type {Set<number>} */ let quiet = new Set();
  let waiting = 0;

  function typed() {
    number();
    clearTimeout(waiting);
    waiting = setTimeout(changed, WAIT_MS);
  }

  function follow() {
    lines.style.transform = `translateY(${-area.scrollTop}px)`;
  }

  function number() {
    const count = area.value.replace(/\n$/, "").split("\n").length;
    area.rows = Math.min(Math.max(count, FEWEST), MOST);
    lines.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const state = missing.has(i + 1) ? "missing" : quiet.has(i + 1) ? "silent" : "";
      return element("div", { class: state }, `${i + 1}`);
    }));
    follow();
  }

  return {
    node,
    value: () => area.value,
    inHand: () => area.matches(":focus"),
    /** @param {string} text */
    put(text) {
      if (area.value !== text) area.value = text;
      number();
    },
    /** The same as a step that can be undone. @param {string} text */
    replace(text) {
      area.focus();
      area.select();
      if (!document.execCommand("insertText", false, text)) area.value = text;
      clearTimeout(waiting);
      number();
    },
    /** Select a part of a line, and bring it into sight. @param {number} line @param {number} column without the indent @param {number} length */
    reveal(line, column, length) {
      const rows = area.value.split("\n");
      const indent = rows[line - 1].search(/\S|$/);
      const start = rows.slice(0, line - 1).reduce((sum, row) => sum + row.length + 1, 0) + indent + column;
      area.setSelectionRange(start, start + length);
      // All letters are as wide, so that a part of the longest line is a part of the width.
      const longest = Math.max(...rows.map((row) => row.length));
      area.scrollLeft = ((indent + column + length + 2) / longest) * area.scrollWidth - area.clientWidth;
      area.scrollTop = (line - 1) / rows.length * area.scrollHeight - area.clientHeight / 2;
    },
    /** @param {number[]} missed @param {number[]} silent */
    mark(missed, silent) {
      missing = new Set(missed);
      quiet = new Set(silent);
      number();
    },
    /** @param {number} line @param {boolean} on */
    light(line, on) {
      lines.children[line - 1]?.classList.toggle("lit", on);
    },
  };
}
