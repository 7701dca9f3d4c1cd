// @ts-check
/**
 * The page of sizes. Python (app/sizes/session.py) sends finished lists: which settings there
 * are, what each does to each cell, what stands where it does. Here it is drawn and chosen from.
 *
 * @typedef {"meet"|"ladder"|"words"|"stack"} ViewKey
 * @typedef {{n: number, view: ViewKey, views: [ViewKey, string][], frameworks: [string, string][],
 *   meet: import("./meet.js").Meet|null, ladder: import("./ladder.js").Ladder|null,
 *   builder: import("./builder.js").Builder|null, refused: string,
 *   words: import("./words.js").Words|null, stack: import("./stack.js").Stack|null}} Message
 * @typedef {{view?: ViewKey, size?: string, wanted?: string, framework?: string,
 *   source?: string, given?: string, goal?: string, preset?: string, setting?: {[name: string]: string},
 *   edit?: import("./builder.js").Edit, stack?: string, cells?: string, weights?: string, seed?: string, own?: string[]}} Wish
 * @typedef {{node: HTMLElement, receive: (message: Message) => void, enter?: () => void}} View
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { housed } from "../transposed-convolution-lab.stage/residence.js";
import { ladderView } from "./ladder.js";
import { meetView } from "./meet.js";
import { stackView } from "./stack.js";
import { wordsView } from "./words.js";

/** @param {{data: [Message], parentElement: ShadowRoot, setStateValue: (name: string, value: any) => void}} component */
export default function ({ data, parentElement, setStateValue }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".sizes"));
  return housed(root, "sizes", mount, (sizes) => {
    sizes.open((/** @type {object} */ wish) => setStateValue("wish", wish));
    sizes.receive(data[0]);
  }, "This page could not be drawn. Reload it to go on.");
}

/** The page, not yet in its place. */
function mount() {
  /** @type {HTMLElement} */ let root;
  /** @type {(wish: object) => void} */ let send = () => {};
  let sent = 0;

  /** @param {Wish} wanted */
  function wish(wanted) {
    sent += 1;
    send({ n: sent, ...wanted });
  }

  /** @type {{[key in ViewKey]: View}} */
  const views = { meet: meetView(wish), ladder: ladderView(wish), words: wordsView(wish), stack: stackView(wish) };
  const tabs = element("nav", { class: "tabs", "aria-label": "Questions about sizes" });
  const place = element("div", { class: "place" });

  return {
    /** @param {(wish: object) => void} hear */
    open(hear) {
      send = hear;
    },
    /** @param {Message} message */
    receive(message) {
      sent = Math.max(sent, message.n);
      // What is being typed is ahead of an answer to what was typed before it.
      if (message.n < sent) return;
      if (!tabs.children.length) {
        tabs.append(...message.views.map(([key, name]) =>
          element("button", { type: "button", "data-view": key, onclick: () => wish({ view: key }) }, name)));
      }
      for (const tab of tabs.children) {
        const here = tab.getAttribute("data-view") === message.view;
        if (here) tab.setAttribute("aria-current", "page");
        else tab.removeAttribute("aria-current");
      }
      const view = views[message.view];
      view.receive(message);
      if (place.firstChild !== view.node) {
        place.replaceChildren(view.node);
        view.enter?.();
      }
    },
    /** @param {HTMLElement} into */
    enter(into) {
      root = into;
      root.replaceChildren(tabs, place);
    },
    leave() {},
    pause() {},
  };
}
