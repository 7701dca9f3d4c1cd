// @ts-check
/** The course's first page: why, the lessons in reading order, and what they are about in one picture. */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { draft } from "./write.js";

const COPIED_MS = 1500;

/**
 * @param {import("./course.js").Message} message @param {ReturnType<typeof import("./progress.js").progress>} kept
 * @param {(wish: import("./course.js").Wish) => void} wish @param {() => void} tell tells the story
 * @param {string} note what is to be said first, or nothing
 */
export function listView({ lessons, three, own, damaged }, kept, wish, tell, note) {
  const wrong = damaged ? "The lesson in this link is cut off or damaged: ask for the link again." : note;
  const next = lessons.find((one) => kept.seen(one.key).length < one.beats) ?? lessons[0];
  const core = lessons.filter((one) => one.core).length;
  const begun = kept.anything();
  const items = lessons.map((one) => {
    const [seen, first] = [kept.seen(one.key).length, kept.firstRight(one.key)];
    const state = seen ? `${seen >= one.beats ? "read" : `${seen} of ${one.beats} parts read`}${first ? `, ${first} right at first` : ""}` : "";
    return element("li", { class: `${one.core ? "core" : ""}${seen ? " seen" : ""}` },
      element("button", { type: "button", onclick: () => wish({ lesson: one.key }) },
        element("span", { class: "name" }, one.title),
        element("span", { class: "state" }, one.core ? element("i", {}, "core path") : "", state)));
  });
  const page = element("section", { class: "list" },
    element("div", { class: "intro" },
      ...(wrong ? [element("p", { class: "note", role: "status" }, wrong)] : []),
      ...(own ? [faulty(own, wish)] : []),
      element("h1", {}, "Sixteen questions, each asked before it is answered"),
      element("p", {}, "An encoder makes a picture small. To rebuild it, enlarge it or name each pixel, a network must go back up: by ",
        element("b", {}, "transposed convolutions"), "."),
      ...(three ? [picture(three)] : []),
      element("p", { class: "soft" }, `About five minutes each. The core path is ${core} of them. The lessons follow four texts and correct them where they err: S. Lee's course page and notebook “Convolutional Autoencoder”, K. Garg's article “Transposed Convolutions” and the lecture slides “Autoencoders”. They are called `,
        element("i", {}, "the texts"), ". There are no marks: what you have read and what was right at first is noted for you alone, in this browser."),
      element("p", { class: "start" },
        element("button", { type: "button", class: "go", onclick: () => wish({ lesson: next.key }) }, begun ? `Go on: ${next.title}` : "Start with lesson 1"),
        element("button", { type: "button", class: "plain", onclick: tell }, "The story in five pictures")),
      ways(next.key, kept, wish)),
    element("ol", { class: "lessons", "aria-label": "Lessons" }, ...items));
  return { nodes: [page] };
}

/** Other ways to have the course. @param {string} next @param {ReturnType<typeof import("./progress.js").progress>} kept @param {(wish: import("./course.js").Wish) => void} wish */
function ways(next, kept, wish) {
  const way = (/** @type {string} */ text, /** @type {() => void} */ go) => element("button", { type: "button", class: "showme", onclick: go }, text);
  const copy = way("Copy my progress", async () => {
    const link = `${location.origin}${location.pathname}?progress=${kept.written()}`;
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = "Copied: open the link in another browser";
    } catch {
      window.prompt("The link to your progress:", link);
    }
    setTimeout(() => (copy.textContent = "Copy my progress"), 2 * COPIED_MS);
  });
  return element("div", { class: "ways" },
    element("p", {}, "For a class: ", way("show it, large", () => wish({ lesson: next, teach: true })), " with Enter for the answers, 1 to 4 for wrong ones, page keys and G for a lesson; ",
      way("print it", () => wish({ lesson: "", paper: true })), "; or ", way("write a lesson", () => wish({ lesson: "own", own: draft.read() ?? undefined, write: true })), " of your own."),
    ...(kept.anything() ? [element("p", {}, copy)] : []));
}

/** Somebody's lesson that cannot be shown. @param {import("./course.js").Own} own @param {(wish: import("./course.js").Wish) => void} wish */
function faulty(own, wish) {
  return element("p", { class: "note", role: "status" }, "The lesson in this link cannot be shown. ", own.complaint, " ",
    element("button", { type: "button", class: "showme", onclick: () => wish({ lesson: "own", write: true }) }, "See its text"));
}

/** @param {import("./course.js").Three} three */
function picture({ given, code, rebuilt }) {
  const image = (/** @type {string} */ src, /** @type {string} */ alt, /** @type {string} */ words) =>
    element("figure", {}, element("img", { src, alt, width: 112, height: 112 }), element("figcaption", {}, words));
  const arrow = () => element("span", { class: "arrow", "aria-hidden": "true" }, "→");
  return element("div", { class: "three" },
    image(given, "A three, drawn by hand", "28×28 numbers"), arrow(),
    element("figure", {}, element("div", { class: "code" }, ...code.map((number) => element("b", {}, number))), element("figcaption", {}, "two numbers")), arrow(),
    image(rebuilt, "The three as the decoder rebuilds it, a little blurred", "28×28 again"));
}
