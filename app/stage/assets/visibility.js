// @ts-check
/**
 * What a link hides or locks, for a class or inside another page.
 */

/** What stays usable where the numbers are locked: it changes nothing but the lettering. */
const FREE = ".symbols, summary";

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
