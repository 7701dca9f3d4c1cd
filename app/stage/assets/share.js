// @ts-check
/** The two buttons of the header: the link to this step, and the dialog for all the rest. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SAID_MS = 1500;

/** @param {HTMLElement} root @param {import("./takeaway.js").Stage} stage */
export function share(root, stage) {
  /** @type {ReturnType<import("./takeaway.js")["takeaway"]>|null} */ let dialog = null;
  const copy = element("button", { type: "button", class: "plain copy share", onclick: copyLink }, "Copy link");
  const away = element("button", { type: "button", class: "plain share", "aria-haspopup": "dialog", onclick: open }, "Take away");

  async function copyLink() {
    const { link, place } = stage.look();
    const url = `${location.origin}${location.pathname}?${link}&${place}`;
    try {
      await navigator.clipboard.writeText(url);
      copy.textContent = "Copied";
    } catch {
      // No permission, or no secure context: the link can still be taken from the field.
      window.prompt("The link to this step:", url);
    }
    setTimeout(() => (copy.textContent = "Copy link"), SAID_MS);
  }

  /** Most visitors take nothing away: the dialog is loaded once somebody wants it. */
  async function open() {
    const { takeaway } = await import("./takeaway.js");
    dialog ??= takeaway(root, stage);
    dialog.open();
  }

  return {
    buttons: [copy, away],
    /** @param {{n: number, export: import("./message.js").Taken|null}} message */
    receive: (message) => dialog?.receive(message),
  };
}
