// @ts-check
/** Which lesson this is, the way to the others, and the other ways to have it. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

const MINUTES = 5;

/**
 * @param {import("./script.js").Script} script @param {number} number in reading order; -1 for anybody's
 * @param {import("./course.js").Entry[]} lessons @param {ReturnType<typeof import("./progress.js").progress>} kept
 * @param {(wish: import("./course.js").Wish) => void} wish @param {import("./lesson.js").Mode} mode
 * @returns {{head: HTMLElement, ways: HTMLElement[]}}
 */
export function heading(script, number, lessons, kept, wish, mode) {
  const { key } = script;
  const name = mode.own ? "A lesson of somebody's own" : `Lesson ${number + 1}`;
  if (mode.teach || mode.write) return { head: element("header", { class: "head" }, element("p", {}, element("b", {}, mode.write ? "As it will be seen" : name))), ways: [] };
  const strip = lessons.map((one, i) => element("button", {
    type: "button", class: i === number ? "here" : kept.seen(one.key).length ? "done" : "", title: one.title,
    "aria-label": `Lesson ${i + 1}: ${one.title}`, ...(i === number ? { "aria-current": "step" } : {}), onclick: () => wish({ lesson: one.key }),
  }));
  const head = element("header", { class: "head" },
    element("p", {}, element("b", {}, name), element("span", {}, mode.own ? "" : ` of ${lessons.length}, about ${MINUTES} minutes`),
      element("button", { type: "button", class: "showme all", onclick: () => wish({ lesson: "" }) }, "All lessons")),
    ...(mode.own ? [] : [element("nav", { class: "strip", "aria-label": "Lessons" }, ...strip)]));
  const way = (/** @type {string} */ text, /** @type {import("./course.js").Wish} */ wanted) =>
    element("button", { type: "button", class: "showme", onclick: () => wish(wanted) }, text);
  if (!mode.answers) return { head, ways: [] };
  return {
    head,
    ways: [element("p", { class: "ways" },
      ...(mode.own ? [way("How it is written", { lesson: key, write: true })] : []),
      way("Show to a class", { lesson: key, teach: true }), way("Print", { lesson: key, paper: true }))],
  };
}
