// @ts-check
/**
 * Presenting: the picture and its sentence on the whole screen, in large type. Arrow keys step as ever;
 * page keys, which clickers press, go from scene to scene; B blanks, Escape ends. The list of scenes is
 * Python's: here it is shown, and what is to become of it is wished for.
 *
 * @typedef {{root: () => HTMLElement, look: () => {place: string}, ask: (edit: object) => unknown,
 *   play: (event: {key: string}) => boolean}} Stage
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { button } from "./shots.js";
import { LOCKED } from "./visibility.js";

/** A window of this size shows type and cells as the stylesheet has them; a larger one, larger ones. */
const [WIDTH, HEIGHT] = [1000, 562];
const HOW = "Set the lab, add the scene, set it anew. One link holds them all, with their steps and pins. "
  + "Arrow keys step, page keys and clickers go from scene to scene, B blanks the screen, Escape ends.";

/** @param {HTMLElement} dialogs @param {Stage} stage */
export function present(dialogs, { root, look, ask, play }) {
  /** @type {import("./message.js").Scenes} */ let scenes = { titles: [], at: null, link: "" };
  /** The scene asked for last: its answer may be on its way. @type {number|null} */ let wanted = null;
  let on = false;
  /** Whether the browser was asked for its whole screen since a key was pressed or a button. */
  let asked = false;
  const dots = element("nav", { class: "stops", "aria-label": "Scenes" });
  const end = element("button", { type: "button", class: "plain end", onclick: () => stop() }, "End");
  const list = planner(dialogs, {
    go, start, add: () => ask({ kind: "scenes", do: "add", place: look().place }),
    change: (what) => ask({ kind: "scenes", ...what }), link: () => `${location.origin}${location.pathname}?${scenes.link}`,
  });

  /** @param {number} at */
  function go(at) {
    wanted = at;
    ask({ kind: "scenes", do: "go", at });
  }

  /** To the next scene or the one before; where there is no list, one step. @param {number} by */
  function turn(by) {
    if (!scenes.titles.length) return void play({ key: by > 0 ? "ArrowRight" : "ArrowLeft" });
    const from = wanted ?? (by > 0 ? -1 : scenes.titles.length);
    const to = Math.max(0, Math.min(from + by, scenes.titles.length - 1));
    if (to !== from) go(to);
  }

  /** Put on what a presented stage wears: Streamlit may have moved it to another place. */
  function dress() {
    const lab = root();
    if (lab.matches(".presenting:popover-open")) return;
    lab.classList.add("presenting");
    // Above Streamlit's frame, whatever its layers are.
    lab.setAttribute("popover", "manual");
    lab.showPopover();
    lab.querySelector(".main")?.append(dots, end);
    fit();
  }

  const fit = () => root().style.setProperty("--grow", String(Math.max(1, Math.min(innerWidth / WIDTH, innerHeight / HEIGHT))));

  function fill() {
    asked = true;
    // A browser grants it to a hand only; without it the window is filled.
    document.documentElement.requestFullscreen?.().catch(() => { asked = false; });
  }

  function start() {
    list.close();
    if (on) return;
    on = true;
    dress();
    fill();
    addEventListener("resize", fit);
    document.addEventListener("fullscreenchange", left);
    if (scenes.titles.length && scenes.at === null) go(0);
  }

  function left() {
    if (!document.fullscreenElement) stop();
  }

  function stop() {
    if (!on) return;
    on = false;
    removeEventListener("resize", fit);
    document.removeEventListener("fullscreenchange", left);
    if (document.fullscreenElement) document.exitFullscreen();
    const lab = root();
    lab.hidePopover();
    lab.removeAttribute("popover");
    lab.classList.remove("presenting", "blank");
    lab.style.removeProperty("--grow");
    dots.remove();
    end.remove();
  }

  function drawDots() {
    dots.replaceChildren(...scenes.titles.map((title, i) => element("button", {
      type: "button", title, "aria-label": `Scene ${i + 1}: ${title}`, "aria-current": i === scenes.at ? "true" : undefined, onclick: () => go(i),
    }, element("i"))));
  }

  return {
    start,
    open() {
      list.open();
    },
    /** @param {import("./message.js").Message} message */
    receive(message) {
      if (message.scenes) scenes = message.scenes;
      wanted = scenes.at;
      drawDots();
      list.show(scenes);
      if (on) dress();
    },
    /** @param {KeyboardEvent} event */
    press(event) {
      if (!on) return false;
      const acts = {
        PageDown: () => turn(1), PageUp: () => turn(-1), Escape: stop,
        b: () => root().classList.toggle("blank"), ".": () => root().classList.toggle("blank"),
      };
      const act = /** @type {any} */ (acts)[event.key];
      if (event.key !== "Escape" && !asked) fill();
      if (act) act();
      return Boolean(act);
    },
  };
}

/**
 * The dialog in which a list is prepared.
 * @param {HTMLElement} parent
 * @param {{go: (at: number) => void, start: () => void, add: () => void, change: (what: object) => void, link: () => string}} list
 */
function planner(parent, { go, start, add, change, link }) {
  const scenes = element("ol", { class: "scenes" });
  const status = element("p", { class: "status", role: "status" });
  const copies = [button("Copy link", () => copyLink("", "it opens presenting, and Escape opens the free lab")),
    button("Link with locked controls", () => copyLink(LOCKED, "it opens presenting, and the controls stay locked after Escape"))];
  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", {
    class: "takeaway", "aria-labelledby": "present-title",
    // Outside, the arrow keys are the player's.
    onkeydown: (/** @type {Event} */ event) => event.stopPropagation(),
    onclick: (/** @type {Event} */ event) => { if (event.target === dialog) dialog.close(); },
  }, element("div", { class: "inside" },
    element("div", { class: "head" }, element("h2", { id: "present-title" }, "Present"), button("Close", () => dialog.close())),
    element("p", { class: "how" }, HOW), scenes,
    element("div", { class: "line" }, button("Add this scene", add), ...copies, button("Start", start)), status)));
  parent.append(dialog);

  /** @param {string} ending @param {string} does */
  async function copyLink(ending, does) {
    const url = link() + ending;
    try {
      await navigator.clipboard.writeText(url);
      status.textContent = `The link is in the clipboard: ${does}.`;
    } catch {
      // No permission, or no secure context.
      window.prompt("The link that presents these scenes:", url);
    }
  }

  /** @param {string} title @param {number} i @param {number} count @param {boolean} inHand */
  const line = (title, i, count, inHand) => element("li", {},
    element("button", { type: "button", class: "plain title", "aria-current": inHand ? "true" : undefined, onclick: () => go(i) }, `${i + 1}. ${title}`),
    small("↑", `Scene ${i + 1} earlier`, i > 0, () => change({ do: "move", at: i, to: i - 1 })),
    small("↓", `Scene ${i + 1} later`, i < count - 1, () => change({ do: "move", at: i, to: i + 1 })),
    small("×", `Remove scene ${i + 1}`, true, () => change({ do: "remove", at: i })));

  return {
    /** @param {import("./message.js").Scenes} list */
    show({ titles, at }) {
      const focused = scenes.getRootNode() instanceof ShadowRoot && /** @type {ShadowRoot} */ (scenes.getRootNode()).activeElement?.getAttribute("aria-label");
      scenes.replaceChildren(...titles.map((title, i) => line(title, i, titles.length, i === at)));
      // Whoever moves a scene twice presses the same button again.
      if (focused) /** @type {HTMLElement|null} */ (scenes.querySelector(`[aria-label="${focused}"]`))?.focus();
      for (const copy of copies) copy.toggleAttribute("disabled", !titles.length);
      status.textContent = titles.length ? `${titles.length} ${titles.length === 1 ? "scene" : "scenes"}.` : "No scene yet; what is on the stage can be presented as it is.";
    },
    open: () => dialog.showModal(),
    close: () => dialog.close(),
  };
}

/** @param {string} text @param {string} label @param {boolean} possible @param {() => void} act */
function small(text, label, possible, act) {
  const node = button(text, act);
  node.setAttribute("aria-label", label);
  node.toggleAttribute("disabled", !possible);
  return node;
}
