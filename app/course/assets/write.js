// @ts-check
/**
 * Writing a lesson: its text at the left, the lesson itself at the right. The text is sent when
 * typing pauses; Python reads it and says what is wrong, with the line. Nothing is kept but in
 * this browser: a lesson is given away as a file or as a link.
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { save } from "../transposed-convolution-lab.shared/save.js";

const PAUSE_MS = 400;
const COPIED_MS = 1500;
/** Bytes of a file that is opened: four for each letter of the longest lesson. */
const LARGEST = 24_000;
/** Streamlit moves a component within this time, or does not. */
const MOVED_MS = 2000;
const PLACE = "transposed-convolution-lab.lesson";

/** What was written last, in this browser. */
export const draft = {
  /** @returns {string|null} */
  read() {
    try {
      return localStorage.getItem(PLACE);
    } catch {
      return null; // Forbidden: what is written lasts as long as the page.
    }
  },
  /** @param {string} text */
  keep(text) {
    try {
      localStorage.setItem(PLACE, text);
    } catch {
      // See above.
    }
  },
};

/**
 * @param {import("./course.js").Own} own @param {(wish: import("./course.js").Wish) => void} wish
 * @param {(lesson: import("./course.js").Lesson, beat: number) => ReturnType<typeof import("./lesson.js").lessonView>} see
 */
export function writeView(own, wish, see) {
  /** @type {ReturnType<typeof see>|null} */ let seen = null;
  /** @type {HTMLElement|null} */ let root = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */ let pause;
  let [told, left, typing] = [own, -Infinity, false];
  const page = element("div", { class: "preview" }, element("p", { class: "soft none" }, "The lesson appears here once its text can be read."));
  const area = /** @type {HTMLTextAreaElement} */ (element("textarea", {
    class: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "The lesson's text", "aria-describedby": "complaint",
    oninput: changed, onscroll: () => (mirror.scrollTop = area.scrollTop),
    onfocus: () => (typing = true),
    onblur: (/** @type {FocusEvent} */ event) => (typing = !event.relatedTarget && typing),
  }));
  const mirror = element("div", { class: "mirror", "aria-hidden": "true" });
  const said = element("p", { class: "complaint", id: "complaint", role: "status" });
  const copy = /** @type {HTMLButtonElement} */ (element("button", { type: "button", class: "plain", onclick: copyLink }, "Copy link"));
  const file = /** @type {HTMLInputElement} */ (element("input", { type: "file", accept: ".lesson,.txt,text/plain", hidden: "", onchange: openFile }));
  const button = (/** @type {string} */ text, /** @type {() => void} */ act) => element("button", { type: "button", class: "plain", onclick: act }, text);
  const desk = element("section", { class: "writing", "aria-label": "Write a lesson" },
    element("header", {}, element("h1", {}, "Write a lesson"),
      element("button", { type: "button", class: "showme", onclick: () => wish({ lesson: "" }) }, "All lessons")),
    element("div", { class: "sheet-of-text" }, mirror, area), said,
    element("footer", {}, copy, button("Download", download), button("Open a file", () => file.click()), file,
      button("See it alone", () => wish({ lesson: "own", own: area.value, write: false }))));

  /** Lines with their numbers, behind the text and as high as it. */
  function reflect() {
    mirror.replaceChildren(...area.value.split("\n").map((line, i) => element("div", i + 1 === told.line && told.text === area.value ? { class: "bad" } : {}, line || " ")));
    mirror.scrollTop = area.scrollTop;
  }

  function changed() {
    reflect();
    draft.keep(area.value);
    leaveLink();
    clearTimeout(pause);
    pause = setTimeout(send, PAUSE_MS);
  }

  const send = () => wish({ lesson: "own", own: area.value, write: true, beat: seen?.at() ?? 0 });

  /** The address named the text that was opened, and no longer does. */
  function leaveLink() {
    const here = new URL(location.href);
    if (!here.searchParams.has("own")) return;
    here.searchParams.delete("own");
    here.searchParams.set("write", "1");
    history.replaceState(history.state, "", here);
  }

  /** @param {import("./course.js").Own} next */
  function say(next) {
    told = next;
    const length = `${next.text.length.toLocaleString("en")} of ${next.longest.toLocaleString("en")} characters`;
    said.replaceChildren(...(next.complaint
      ? [element("b", {}, next.complaint), ...(next.line ? [" ", element("button", { type: "button", class: "showme", onclick: () => goTo(next.line) }, "Go there")] : [])]
      : [`It can be read. ${length}.`]));
    said.classList.toggle("bad", Boolean(next.complaint));
    copy.disabled = Boolean(next.complaint) || !next.link;
    reflect();
  }

  /** @param {number} line from 1 */
  function goTo(line) {
    const lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    area.scrollTop = Math.max(0, /** @type {HTMLElement} */ (mirror.children[line - 1] ?? mirror).offsetTop - area.clientHeight / 2);
  }

  async function copyLink() {
    const link = `${location.origin}${location.pathname}?own=${told.link}`;
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = "Copied";
    } catch {
      window.prompt("The link to this lesson:", link);
    }
    setTimeout(() => (copy.textContent = "Copy link"), COPIED_MS);
  }

  function download() {
    const name = /^#\s*(.*)/m.exec(area.value)?.[1].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
    save(new Blob([area.value], { type: "text/plain" }), `${name || "my"}.lesson`);
  }

  async function openFile() {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (!chosen) return;
    if (chosen.size > LARGEST) return void said.replaceChildren(element("b", {}, `This file is too large for a lesson: ${told.longest.toLocaleString("en")} characters at the most.`));
    area.value = (await chosen.text()).replaceAll("\r\n", "\n");
    changed();
  }

  area.value = own.text;

  return {
    nodes: [desk, page],
    /** Another text than the one that was sent: one that was written here before. @param {string} text */
    resume(text) {
      area.value = text;
      changed();
    },
    /** @param {import("./course.js").Own} next @param {import("./course.js").Lesson|null} lesson */
    receive(next, lesson) {
      say(next);
      if (!lesson) return;
      const beat = seen?.at() ?? 0;
      seen?.leave();
      seen = see(lesson, beat);
      page.replaceChildren(...seen.nodes);
      if (root) seen.enter(page);
    },
    /** Other numbers for one question. @param {import("./course.js").Lesson} fresh @param {number} only */
    refresh: (fresh, only) => seen?.refresh(fresh, only),
    /** @param {HTMLElement} place */
    enter(place) {
      root = place;
      root.classList.add("at-desk");
      seen?.enter(page);
      reflect();
      if (typing && performance.now() - left < MOVED_MS) area.focus({ preventScroll: true });
    },
    leave() {
      left = performance.now();
      root?.classList.remove("at-desk");
      seen?.leave();
    },
  };
}
