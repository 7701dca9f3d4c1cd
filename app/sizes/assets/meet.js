// @ts-check
/**
 * Sizes that meet: two numbers, and the settings that lead from one to the other.
 *
 * @typedef {[number, string]} Bar products, and k kept, c cut or z no stamp; -1 for a part left out
 * @typedef {{key: string, name: string, note: string, bars: Bar[], why: string, cut: string,
 *   weights: number, code: string, lab: string, back: string[]}} Row
 * @typedef {{size: string, wanted: string, framework: string, complaint: string, count: string, best: string,
 *   rows: Row[], others: string, more: Row[], near: number[], columns: string[], limits: string}} Meet
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { bars, pitchOf } from "./bars.js";
import { copyButton } from "./copy.js";

/** @param {(wish: import("./sizes.js").Wish) => void} wish @returns {import("./sizes.js").View} */
export function meetView(wish) {
  const size = field("Cells a side that there are", () => ask());
  const wanted = field("Cells a side that are wanted", () => ask());
  const frameworks = element("div", { class: "choice", role: "group", "aria-label": "Framework" });
  const answer = element("p", { class: "answer", "aria-live": "polite" });
  const limits = element("p", { class: "soft limits" });
  const heads = element("div", { class: "heads soft", "aria-hidden": "true" });
  const list = element("ol", { class: "settings", "aria-label": "Settings, the best first" });
  const others = element("ol", { class: "settings" });
  const othersName = element("summary");
  const more = element("details", {}, othersName, others);
  const node = element("section", { class: "meet" },
    element("div", { class: "ask" },
      element("h1", {}, "From ", size, " to ", wanted), frameworks),
    answer, heads, list, more, limits);
  size.addEventListener("blur", tidy);
  wanted.addEventListener("blur", tidy);
  /** @type {Meet} */ let meet;
  let chosen = "";

  function ask() {
    wish({ size: size.value, wanted: wanted.value });
  }

  /** "from 7 to 14" in one field becomes a number in each once it is left. */
  function tidy() {
    if (!meet.complaint) [size.value, wanted.value] = [meet.size, meet.wanted];
  }

  /** @param {Row} row @param {boolean} focus */
  function choose(row, focus) {
    chosen = row.key;
    fill();
    if (focus) /** @type {HTMLElement|null} */ (node.querySelector(".chosen .name"))?.focus();
  }

  function fill() {
    const rows = [...meet.rows, ...meet.more];
    const here = rows.find((row) => row.key === chosen) ?? rows[0];
    const pitch = pitchOf(rows);
    list.replaceChildren(...meet.rows.map((row) => item(row, row === here, pitch, choose)));
    others.replaceChildren(...meet.more.map((row) => item(row, row === here, pitch, choose)));
  }

  node.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const names = /** @type {HTMLElement[]} */ ([...node.querySelectorAll("details[open] .name, .settings:not(details *) .name")]);
    const at = names.findIndex((name) => name.matches(":focus"));
    if (!step || at < 0) return;
    event.preventDefault();
    names[Math.min(Math.max(at + step, 0), names.length - 1)].click();
  });

  return {
    node,
    receive(message) {
      if (!message.meet) return;
      meet = message.meet;
      // A field in hand keeps what is being typed.
      if (!size.matches(":focus")) size.value = meet.size;
      if (!wanted.matches(":focus")) wanted.value = meet.wanted;
      frameworks.replaceChildren(...message.frameworks.map(([key, name]) =>
        element("button", { type: "button", "aria-pressed": key === meet.framework, onclick: () => wish({ framework: key }) }, name)));
      answer.replaceChildren(...said(meet, wish));
      limits.textContent = meet.limits;
      heads.replaceChildren(...meet.columns.map((words) => element("span", {}, words)));
      othersName.textContent = meet.others;
      more.hidden = !meet.others;
      fill();
    },
    enter() {
      // On a telephone that would open the keyboard.
      if (matchMedia("(pointer: fine)").matches) wanted.select();
    },
  };
}

/** @param {string} name @param {() => void} oninput */
function field(name, oninput) {
  return /** @type {HTMLInputElement} */ (
    element("input", { class: "field", inputmode: "numeric", maxlength: 60, autocomplete: "off", "aria-label": name, oninput }));
}

/** @param {Meet} meet @param {(wish: import("./sizes.js").Wish) => void} wish */
function said({ complaint, count, best, rows, near, size }, wish) {
  const parts = complaint ? [complaint] : [`${count} `, element("b", {}, best), rows.length > 1 ? ", the best first." : rows.length ? "." : ""];
  if (near.length) {
    parts.push(" The nearest that can be had without loss: ");
    near.forEach((one, i) => parts.push(i ? " and " : "", element("button", { type: "button", class: "showme", onclick: () => wish({ size, wanted: `${one}` }) }, `${one}`)));
    parts.push(".");
  }
  return parts;
}

/** @param {Row} row @param {boolean} here @param {number} pitch @param {(row: Row, focus: boolean) => void} choose */
function item(row, here, pitch, choose) {
  const lab = row.lab && element("a", { class: here ? "go" : "quiet", href: `./?${row.lab}`, target: "_self" }, "Open in the lab");
  const name = element("button", { type: "button", class: "name", "aria-expanded": here, onclick: (/** @type {Event} */ event) => {
    event.stopPropagation();
    if (here && lab) lab.click();
    else choose(row, true);
  } }, row.name);
  return element("li", { class: here ? "chosen" : "", onclick: () => here || choose(row, false) },
    element("div", { class: "setting" }, name, element("span", { class: "soft" }, row.note)),
    bars(row, pitch),
    element("div", { class: "why" }, row.why, element("span", { class: "soft" }, row.cut)),
    element("div", { class: "weights" }, `${row.weights}`, element("span", { class: "sr" }, " weights per kernel")),
    element("div", { class: "ways" }, lab || element("span", { class: "soft" }, "The lab has no such control"),
      copyButton("Copy line", () => row.code, here ? "plain" : "quiet")),
    ...(here ? [element("code", {}, row.code), element("p", { class: "back" }, row.back.join(" "), " ",
      ...(row.lab ? [element("a", { href: `./sizes?view=words&${row.lab}`, target: "_self" }, "The same in other frameworks")] : []))] : []));
}
