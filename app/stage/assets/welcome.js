// @ts-check
/** Three hints for who comes for the first time; never again once they are closed or used. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const SEEN = "transposed-convolution-lab.seen";

/** @returns {HTMLElement} */
export function welcome() {
  const node = element("p", { class: "welcome", hidden: "" },
    element("span", {}, element("b", {}, "Press play"), ": each input cell stamps the kernel."),
    element("span", {}, element("b", {}, "Point at any number"), ": its sum is written out here."),
    element("span", {}, element("b", {}, "Drag a slider"), ", or choose an example."),
    element("a", { href: "./course?l=window", target: "_self" }, "New here? Lesson 1"),
    element("button", { type: "button", class: "plain", onclick: close }, "Got it"));
  try {
    node.hidden = localStorage.getItem(SEEN) !== null;
  } catch {
    // Storage is forbidden here: hints that come back each time would be worse than none.
  }

  function close() {
    node.hidden = true;
    try {
      localStorage.setItem(SEEN, "1");
    } catch {
      // They come back at the next visit.
    }
  }
  return node;
}
