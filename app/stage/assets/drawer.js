// @ts-check
/**
 * On a phone the picture and the player have the screen. Everything else waits in a drawer: what it holds
 * is taken there from its place, and put back where there is room. The picture gives way to the open
 * drawer and stays in view, so that a dragged control shows what it does.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { firsts } from "../transposed-convolution-lab.shared/glossary.js";

const PHONE = matchMedia("(max-width: 640px)");
/** What leaves its place. */
const THINGS = ".formula, .alike, .about, .share, .choice.small, .speed";

/**
 * @param {HTMLElement} side the controls, which become the drawer
 * @param {HTMLElement} middle what the others are taken from
 * @param {() => HTMLElement} root
 */
export function drawer(side, middle, root) {
  const moved = element("div", { class: "moved" });
  const handle = element("button", { type: "button", class: "plain handle", "aria-expanded": "false", onclick: () => pull(!drawn()) }, "Settings");
  /** @type {{thing: Element, place: Comment}[]} */ let away = [];
  const drawn = () => handle.getAttribute("aria-expanded") === "true";
  PHONE.addEventListener("change", () => root() && fit());
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !drawn()) return;
    pull(false);
    handle.focus();
  });

  /** @param {boolean} on */
  function pull(on) {
    handle.setAttribute("aria-expanded", String(on));
    handle.textContent = on ? "Close" : "Settings";
    root().classList.toggle("drawn", on);
    firsts(root()); // Words that were not seen before are explained now.
  }

  /** Put everything where this window has room for it. */
  function fit() {
    const wanted = PHONE.matches && !root().classList.contains("part");
    root().classList.toggle("drawn", wanted && drawn());
    if (wanted === away.length > 0) return;
    for (const { thing, place } of away) place.replaceWith(thing);
    away = wanted ? [...middle.querySelectorAll(THINGS)].map((thing) => ({ thing, place: document.createComment("") })) : [];
    for (const { thing, place } of away) thing.replaceWith(place);
    moved.replaceChildren(...away.map(({ thing }) => thing));
    if (wanted) side.prepend(moved);
    else moved.remove();
  }

  return { handle, fit, shut: () => pull(false) };
}
