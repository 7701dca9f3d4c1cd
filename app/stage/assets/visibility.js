// @ts-check
/**
 * What a link hides or locks, for a class or inside another page.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** What stays usable where the numbers are locked: it changes nothing but the lettering. */
const FREE = ".symbols, summary";

/** What ends a link that locks the controls. */
export const LOCKED = "&lock=1";

/** Parameters of an address that say how the lab is shown, not what. */
const SHOWN = ["lock", "hide", "embed", "present"];

/** A line that says that the controls are locked, with the way out. @param {() => string} place the step in hand, as links say it */
export function padlock(place) {
  const free = /** @type {HTMLAnchorElement} */ (element("a", { href: "./", onclick: () => { free.href = freed(place()); } }, "Open it free"));
  const node = element("p", { class: "padlock", hidden: "" }, "The controls are locked by this link. ", free);
  return {
    node,
    /** @param {import("./message.js").Visible} visible */
    show({ lock, alone }) {
      node.hidden = !lock;
      // Inside another page the free lab has a page of its own.
      free.target = alone ? "_blank" : "_self";
    },
  };
}

/** This page's address, of the free lab. @param {string} place */
function freed(place) {
  const here = new URL(location.href);
  for (const name of SHOWN) here.searchParams.delete(name);
  for (const [name, value] of new URLSearchParams(place)) here.searchParams.set(name, value);
  return here.href;
}

/** @param {HTMLElement} root @param {import("./message.js").Visible} visible */
export function dress(root, { hide, lock, alone, part = false }) {
  for (const part of ["controls", "examples", "readings", "walk", "share"]) {
    root.classList.toggle(`without-${part}`, hide.includes(part));
  }
  root.classList.toggle("alone", alone);
  root.classList.toggle("part", part);
  const welcome = root.querySelector(".welcome");
  // It speaks of controls, and whoever put the lab here says what it is for.
  if (welcome && (alone || hide.includes("controls"))) welcome.toggleAttribute("hidden", true);
  root.classList.toggle("locked", lock);
  if (!lock) return;
  for (const control of root.querySelectorAll(`.controls :is(button, input, select):not(${FREE})`)) {
    control.setAttribute("disabled", "");
  }
}
