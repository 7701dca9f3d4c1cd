// @ts-check
/**
 * The dialog from which everything can be taken away: links, pictures, the animation, the
 * player, the table, TikZ and code. Pictures are made here, of what is drawn; all other texts
 * come from Python, once they are asked for.
 *
 * @typedef {import("./message.js").Taken} Taken
 * @typedef {{view: import("./panels.js").View, format: import("./sheet.js").Format, link: string,
 *   place: string, svg: SVGSVGElement}} Scenery
 * @typedef {{languages: string[][], look: () => Scenery, told: (view: import("./panels.js").View) => string,
 *   ask: (request: object) => number}} Stage
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { save } from "../transposed-convolution-lab.shared/save.js";
import { animation, MOST_FRAMES } from "./animation.js";
import { picture, raster } from "./drawing.js";
import { sheet } from "./sheet.js";

const PIXELS = 2;
const FRAME_MS = 1000;
/** A slide says less than a stamp, as in the player. */
const SLIDE_MS = 700;
const LAST_MS = 2500;
const PATIENCE_MS = 30_000;
const ATTEMPTS = 4;
/** What an embedded lab shows of its controls: the link's ending and the frame's height. */
const EMBEDS = /** @type {[string, string, number][]} */ ([
  ["hidden", "", 600],
  ["locked: to be seen, not changed", "&hide=none&lock=1", 720],
  ["free", "&hide=none", 720],
]);

/** @param {HTMLElement} root @param {Stage} stage */
export function takeaway(root, stage) {
  /** @type {{request: object, n: number, left: number, resolve: (taken: Taken) => void}|null} */ let pending = null;
  /** @type {AbortController|null} */ let making = null;
  /** @type {Taken|null} */ let program = null;

  const status = element("p", { class: "status", role: "status" });
  const link = field("Link to this step");
  const frame = field("Code that embeds the lab");
  const seen = /** @type {HTMLSelectElement} */ (element("select", { class: "plain", "aria-label": "Controls in the embedded lab", onchange: fill },
    ...EMBEDS.map(([name], i) => element("option", { value: i }, name))));
  const bar = /** @type {HTMLProgressElement} */ (element("progress", { "aria-label": "Frames drawn" }));
  const work = element("div", { class: "work", hidden: "" }, bar, button("Cancel", () => making?.abort()));
  const movie = button("GIF", gif);
  const code = element("pre", { tabindex: 0, "aria-label": "Code" });
  const copyCode = button("Copy code", () => copy(code.textContent ?? "", "The code"));
  const saveCode = button("Save", () => program && keep(new Blob([program.text], { type: program.mime }), program.name));
  const written = element("div", { class: "written", hidden: "" }, code, element("div", { class: "line" }, copyCode, saveCode));
  const languages = stage.languages.map(([what, name]) => button(name, () => show(what)));

  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", {
    class: "takeaway", "aria-labelledby": "takeaway-title",
    // The arrow keys and the space bar are the player's outside, and the dialog's own in here.
    onkeydown: (/** @type {Event} */ event) => event.stopPropagation(),
    onclick: (/** @type {Event} */ event) => { if (event.target === dialog) dialog.close(); },
    onclose: () => making?.abort(),
  }, element("div", { class: "inside" },
    element("div", { class: "head" }, element("h2", { id: "takeaway-title" }, "Take away"),
      element("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "Close")),
    part("Link", "The setting, the step and what is pinned.", link, button("Copy link", () => copy(link.value, "The link", link))),
    part("Embed", "The lab inside a page of yours.", frame, element("label", {}, "Controls ", seen), button("Copy embed code", () => copy(frame.value, "The embed code", frame))),
    part("This step", "As it is drawn, with its sentence; TikZ for papers.", button("SVG", svg), button("PNG", png), button("TikZ", tikz)),
    part("Animation", "Every step; the player is one HTML file that needs no network.", movie, button("HTML player", () => file("html", { symbols: stage.look().view.symbols })), work),
    part("Table", "Every multiplication; the cropped ones, too.", button("CSV", () => file("csv")), button("JSON", () => file("json"))),
    part("Code", "Runs as it is and checks its own result.", ...languages, written),
    status)));
  root.append(dialog);

  /** @param {string} label */
  function field(label) {
    return /** @type {HTMLInputElement} */ (element("input", {
      type: "text", readonly: "", "aria-label": label, onfocus: (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select(),
    }));
  }

  /** @param {string} text @param {() => unknown} act */
  function button(text, act) {
    return element("button", { type: "button", class: "plain", onclick: act }, text);
  }

  /** @param {string} name @param {string} about @param {HTMLElement[]} content */
  function part(name, about, ...content) {
    return element("section", {}, element("div", { class: "what" }, element("h3", {}, name), element("p", {}, about)),
      element("div", { class: "line" }, ...content));
  }

  const say = (/** @type {string} */ text) => { status.textContent = text; };

  /** The links of the setting as it is now. */
  function fill() {
    const { link: setting, place, view } = stage.look();
    const base = `${location.origin}${location.pathname}?${setting}`;
    link.value = `${base}&${place}`;
    const [, ending, height] = EMBEDS[Number(seen.value)];
    const { input, output, operation } = view.opened.scene;
    const kind = operation === "transposed" ? "Transposed convolution" : "Convolution";
    const title = `${kind}, ${input[0].length}×${input[0][0].length} to ${output[1]}×${output[2]}, step by step`;
    const address = `${base}&embed=true${ending}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    frame.value = `<iframe src="${address}" title="${title}" width="100%" height="${height}" style="border:0" loading="lazy" allow="clipboard-write"></iframe>`;
  }

  /** @param {string} text @param {string} what @param {HTMLInputElement} [at] */
  async function copy(text, what, at) {
    try {
      await navigator.clipboard.writeText(text);
      say(`${what} is in the clipboard.`);
    } catch {
      // No permission, or no secure context: then by hand.
      if (at) at.select();
      else getSelection()?.selectAllChildren(code);
      say(`${what} is selected: press Ctrl+C, or ⌘C, to copy.`);
    }
  }

  /** @param {Blob} blob @param {string} name */
  function keep(blob, name) {
    save(blob, name);
    say(`Saved as ${name}.`);
  }

  /** Draw some steps out of sight. @template T @param {(draw: (at: number, focus?: import("./words.js").Focus|null) => {svg: SVGSVGElement, caption: string, milliseconds: number}, shown: Scenery) => Promise<T>} use */
  async function drawn(use) {
    const shown = stage.look();
    const paper = sheet(shown.svg, shown.format);
    const { steps } = shown.view.opened;
    const reader = element("p");
    try {
      return await use((at, focus = null) => {
        const view = { ...shown.view, at, focus };
        paper.draw(view);
        reader.innerHTML = stage.told(view);
        const milliseconds = at === steps.length - 1 ? LAST_MS : steps[at].phase === "slide" ? SLIDE_MS : FRAME_MS;
        return { svg: paper.svg, caption: reader.textContent ?? "", milliseconds };
      }, shown);
    } finally {
      paper.remove();
    }
  }

  /** @param {Scenery} shown @param {string} ending */
  function named({ view }, ending) {
    return `${view.opened.transposed ? "transposed-convolution" : "convolution"}${ending}`;
  }

  const step = (/** @type {Scenery} */ shown) => `-step-${shown.view.at + 1}`;

  function svg() {
    return tried(() => drawn(async (draw, shown) => {
      const { svg: node, caption } = draw(shown.view.at, shown.view.focus);
      keep(new Blob([picture(node, { caption }).text], { type: "image/svg+xml" }), named(shown, `${step(shown)}.svg`));
    }));
  }

  function png() {
    return tried(() => drawn(async (draw, shown) => {
      const { svg: node, caption } = draw(shown.view.at, shown.view.focus);
      const canvas = await raster(picture(node, { caption }), PIXELS);
      const blob = await new Promise((/** @type {BlobCallback} */ done) => canvas.toBlob(done, "image/png"));
      if (blob) keep(blob, named(shown, `${step(shown)}.png`));
      else say("This browser could not write the picture.");
    }));
  }

  function gif() {
    const count = stage.look().view.opened.steps.length;
    if (count > MOST_FRAMES) {
      return say(`The animation has ${count} steps; a GIF takes ${MOST_FRAMES} at the most. The HTML player takes them all.`);
    }
    const control = new AbortController();
    making = control;
    work.hidden = false;
    /** @type {HTMLButtonElement} */ (movie).disabled = true;
    [bar.max, bar.value] = [count, 0];
    say(`Drawing ${count} frames.`);
    return tried(() => drawn(async (draw, shown) => {
      const blob = await animation(count, (at) => draw(at), (done) => { bar.value = done; }, control.signal);
      if (blob) keep(blob, named(shown, ".gif"));
      else say("Cancelled.");
    })).finally(() => {
      making = null;
      work.hidden = true;
      /** @type {HTMLButtonElement} */ (movie).disabled = false;
    });
  }

  /** @param {() => Promise<unknown>} act */
  async function tried(act) {
    try {
      await act();
    } catch (error) {
      console.warn(error);
      say("This could not be made here. Another browser may do it.");
    }
  }

  /** A text from Python. @param {object} request @returns {Promise<Taken>} */
  function ask(request) {
    say("One moment.");
    return new Promise((resolve, reject) => {
      const asked = { request, left: ATTEMPTS, n: stage.ask(request), resolve };
      pending = asked;
      setTimeout(() => {
        if (pending !== asked) return;
        pending = null;
        reject(new Error("no answer"));
      }, PATIENCE_MS);
    });
  }

  /** @param {object} request @param {(taken: Taken) => void} use */
  async function fetched(request, use) {
    try {
      const taken = await ask(request);
      say(taken.error);
      if (!taken.error) use(taken);
    } catch {
      say("There is no answer from the server. Is the connection there?");
    }
  }

  /** @param {string} what @param {object} [more] */
  function file(what, more) {
    return fetched({ what, ...more }, (taken) => keep(new Blob([taken.text], { type: taken.mime }), taken.name));
  }

  function tikz() {
    const { steps } = stage.look().view.opened;
    const { at } = stage.look().view;
    // A step without a cell of its own shows what the one before it left.
    const own = steps.slice(0, at + 1).reverse().find((one) => one.cell) ?? steps.find((one) => one.cell);
    return own ? file("tikz", { phase: own.phase, cell: own.cell }) : undefined;
  }

  /** @param {string} what */
  function show(what) {
    languages.forEach((node, i) => node.setAttribute("aria-pressed", String(stage.languages[i][0] === what)));
    written.hidden = true;
    return fetched({ what }, (taken) => {
      program = taken;
      code.textContent = taken.text;
      written.hidden = false;
      code.scrollTop = 0;
      written.scrollIntoView({ block: "nearest" });
    });
  }

  return {
    open() {
      for (const node of languages) node.setAttribute("aria-pressed", "false");
      written.hidden = true;
      say("");
      fill();
      dialog.showModal();
    },
    /** A message has come; the text may have been lost on the way of an earlier one.
     * @param {{n: number, export: Taken|null}} message */
    receive({ n, export: taken }) {
      if (!pending || n < pending.n) return;
      if (taken?.n === pending.n) {
        const { resolve } = pending;
        pending = null;
        resolve(taken);
      } else if (pending.left > 0) {
        pending.left -= 1;
        pending.n = stage.ask(pending.request);
      }
    },
  };
}
