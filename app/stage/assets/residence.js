// @ts-check
/**
 * Where a lab's nodes are: Streamlit takes a component off the page and puts another in its
 * place. It does so when somebody visits another page, and now and then when runs follow each
 * other quickly: what was being typed or played goes on in the new place.
 *
 * @typedef {{enter: (root: HTMLElement) => void, leave: () => void, pause: () => void}} Tenant
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** How soon a new place follows if Streamlit only moved the component, in milliseconds. */
const MOVED = 2000;

/** Who lives where. @type {WeakMap<HTMLElement, any>} */
const mounted = new WeakMap();
/** Labs that were taken off the page, by their message's id. @type {Map<string, any>} */
const parked = new Map();

/**
 * The lab of a place on the page: the one there, else one that was taken off it, else a new one.
 * @template {Tenant} Lab @param {HTMLElement} root @param {string} id @param {() => Lab} mount @returns {Lab}
 */
export function resident(root, id, mount) {
  let lab = mounted.get(root);
  if (!lab) {
    lab = parked.get(id) ?? mount();
    parked.delete(id);
    mounted.set(root, lab);
    lab.enter(root);
  }
  return lab;
}

/** @param {HTMLElement} root @param {string} id @param {Tenant} lab */
export function park(root, id, lab) {
  lab.leave();
  mounted.delete(root);
  parked.set(id, lab);
  setTimeout(() => parked.get(id) === lab && lab.pause(), MOVED);
}

/**
 * Show what a page that is one component was sent.
 * @template {Tenant} Page @param {HTMLElement} root @param {string} id @param {() => Page} mount
 * @param {(page: Page) => void} give hands the message over @param {string} lost what is said where it cannot be drawn
 * @returns {() => void} takes the page off its place
 */
export function housed(root, id, mount, give, lost) {
  const page = resident(root, id, mount);
  try {
    give(page);
  } catch (error) {
    // Streamlit would put its own box in the component's place and keep it there.
    console.error(error);
    root.replaceChildren(element("p", { class: "lost" }, lost));
  }
  return () => park(root, id, page);
}

/**
 * @param {HTMLElement[]} parts all that the lab puts on the page
 * @param {HTMLElement} board what is drawn again when its size changes
 * @param {{resized: () => void, press: (event: KeyboardEvent) => void, pause: () => void}} lab
 */
export function residence(parts, board, { resized, press, pause }) {
  /** @type {HTMLElement} */ let root;
  let offered = {};
  /** @type {HTMLElement|null} */ let inHand = null;
  let left = -Infinity;
  /** Whether the visitor was on another page. */
  let away = false;
  const watcher = new ResizeObserver(() => resized());
  for (const part of parts) {
    part.addEventListener("focusin", (event) => (inHand = /** @type {HTMLElement} */ (event.target)));
  }

  return {
    root: () => root,
    /** Whether it is here again after another page, since this was asked last. */
    back() {
      const was = away;
      away = false;
      return was;
    },
    /** For those who look at the page from outside. @param {object} things properties of its node */
    offer(things) {
      offered = things;
      Object.assign(root, offered);
    },
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      root.replaceChildren(...parts);
      Object.assign(root, offered);
      document.addEventListener("keydown", press);
      watcher.observe(board);
      if (performance.now() - left < MOVED) inHand?.focus({ preventScroll: true });
      else {
        pause();
        away = true;
      }
    },
    leave() {
      left = performance.now();
      watcher.disconnect();
      document.removeEventListener("keydown", press);
    },
  };
}
