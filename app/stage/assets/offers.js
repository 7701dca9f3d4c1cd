// @ts-check
/**
 * A size that is wanted: Python is asked, past Streamlit, which settings near this one give it, and
 * what it offers stands in a line, the smallest change first.
 *
 * @typedef {{says: string, all: string, takes: boolean, offers: {text: string, drawback: string, controls: Partial<import("./message.js").Controls>}[]}} Answer ``takes``: the first one is taken at once
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @param {string} link of the setting @param {number|null} axis null for both @param {number} size @returns {Promise<Answer|null>} null without an answer */
export async function asked(link, axis, size) {
  const address = new URL(`wanted/${axis ?? "both"}/${size}?${link}`, import.meta.url.split("_stcore/")[0]);
  const reply = await fetch(address).catch(() => null);
  return reply?.ok ? reply.json() : null;
}

/** @param {Answer|null} answer @param {(controls: any) => void} use */
export function offered(answer, use) {
  if (!answer) return element("p", {}, "There is no answer from the server. Is the connection there?");
  return element("p", { class: "offers" }, element("span", {}, answer.says), ...answer.offers.map(({ text, drawback, controls }, i) =>
    element("button", { type: "button", class: i ? "plain" : "fix", title: drawback, onclick: () => use(controls) },
      `Use ${text}${drawback ? `: ${drawback}` : ""}`)),
    ...(answer.all ? [element("a", { href: answer.all, target: "_self" }, "All settings that do")] : []));
}
