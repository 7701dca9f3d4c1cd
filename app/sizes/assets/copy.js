// @ts-check
/** A text for the clipboard, and the button that says when it is there. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SAID_MS = 1500;

/** @param {string} words @param {() => string} text @param {string} [kind] the button's class */
export function copyButton(words, text, kind = "plain") {
  const button = element("button", { type: "button", class: kind, onclick: copy }, words);

  /** @param {Event} event */
  async function copy(event) {
    event.stopPropagation();
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      // No permission, or no secure context: it can still be taken from the field.
      window.prompt(words, text());
    }
    setTimeout(() => (button.textContent = words), SAID_MS);
  }
  return button;
}
