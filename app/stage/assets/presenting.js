// @ts-check
/** The way to presenting. Most visitors present nothing: what it takes is loaded once somebody does. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { icon } from "./html.js";

/** @param {HTMLElement} dialogs @param {import("./present.js").Stage} stage */
export function presenting(dialogs, stage) {
  /** @type {import("./message.js").Message} */ let message;
  /** @type {ReturnType<import("./present.js")["present"]>|null} */ let talk = null;
  let begun = false;
  const button = element("button", {
    type: "button", class: "plain share present", title: "Present", "aria-label": "Present", "aria-haspopup": "dialog",
    onclick: async () => (await loaded()).open(),
  }, icon("present"));

  async function loaded() {
    const { present } = await import("./present.js");
    talk ??= present(dialogs, stage);
    talk.receive(message);
    return talk;
  }

  return {
    button,
    /** @param {import("./message.js").Message} next */
    receive(next) {
      message = next;
      // The player in a file has no server that could keep a list.
      button.hidden = !next.scenes;
      talk?.receive(next);
      if (!next.view.present || begun) return;
      begun = true;
      loaded().then(({ start }) => start());
    },
    /** @param {KeyboardEvent} event @returns {boolean} whether the key was one of who presents */
    press: (event) => Boolean(talk?.press(event)),
  };
}
