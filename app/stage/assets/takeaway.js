// @ts-check
/**
 * The dialog from which everything can be taken away: links, pictures, the animation, the
 * player, the table, TikZ and code. Pictures are made here, of what is drawn; all other texts
 * come from Python, once they are asked for.
 *
 * @typedef {import("./message.js").Taken} Taken
 * @typedef {{view: import("./panels.js").View, viewAt: (at: number, focus: import("./words.js").Focus|null) => import("./panels.js").View,
 *   steps: {phase: string}[], at: number, focus: import("./words.js").Focus|null, format: import("./sheet.js").Format, link: string,
 *   place: string, svg: SVGSVGElement}} Scenery
 * @typedef {{languages: string[][], look: () => Scenery, told: (view: import("./panels.js").View) => string,
 *   ask: (request: object) => number}} Stage
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";
import { save } from "../transposed-convolution-lab.shared/save.js";
import { errands } from "./errands.js";
import { button, shots } from "./shots.js";
import { LOCKED } from "./visibility.js";

/** What an embedded lab shows of its controls: the link's ending and the frame's height. */
const EMBEDS = /** @type {[string, string, number][]} */ ([
  ["hidden", "", 600],
  ["locked: to be seen, not changed", `&hide=none${LOCKED}`, 720],
  ["free", "&hide=none", 720],
]);

/** @param {HTMLElement} root @param {Stage} stage */
export function takeaway(root, stage) {
  const status = element("p", { class: "status", role: "status" });
  const link = field("Link to this step");
  const frame = field("Code that embeds the lab");
  const seen = /** @type {HTMLSelectElement} */ (element("select", { class: "plain", "aria-label": "Controls in the embedded lab", onchange: fill },
    ...EMBEDS.map(([name], i) => element("option", { value: i }, name))));
  const pictures = shots(stage, say, keep);
  const texts = errands(stage.ask, say);
  const code = programs(stage.languages, { fetched, copy, keep });

  const elsewhere = element("a", { target: "_self" }, "Its line in every framework");

  const dialog = /** @type {HTMLDialogElement} */ (element("dialog", {
    class: "takeaway", "aria-labelledby": "takeaway-title",
    // The arrow keys and the space bar are the player's outside, and the dialog's own in here.
    onkeydown: (/** @type {Event} */ event) => event.stopPropagation(),
    onclick: (/** @type {Event} */ event) => { if (event.target === dialog) dialog.close(); },
    onclose: pictures.cancel,
  }, element("div", { class: "inside" },
    element("div", { class: "head" }, element("h2", { id: "takeaway-title" }, "Take away"),
      element("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "Close")),
    part("Link", "The setting, the step and what is pinned.", link,
      button("Copy link", () => copyLink("", "The link")), button("Link with locked controls", () => copyLink(LOCKED, "The link with locked controls"))),
    part("Embed", "The lab inside a page of yours.", frame, element("label", {}, "Controls ", seen), button("Copy embed code", () => copy(frame.value, "The embed code", frame))),
    part("This step", "As it is drawn, with its sentence; TikZ for papers.", ...pictures.step, button("TikZ", tikz)),
    part("Animation", "Every step; the player is one HTML file that needs no network, or a notebook.", pictures.movie, button("HTML player", () => file("html", { symbols: stage.look().view.symbols })), button("Notebook", () => file("notebook", { symbols: stage.look().view.symbols })), pictures.work),
    part("Table", "Every multiplication; the cropped ones, too.", button("CSV", () => file("csv")), button("JSON", () => file("json"))),
    part("Test", "A pytest file for a program of your own: which mistake does it make?", button("Test my own program", () => file("pytest"))),
    part("Code", "Runs as it is and checks its own result.", ...code.nodes, elsewhere),
    status)));
  root.append(dialog);

  /** @param {string} text */
  function say(text) {
    status.textContent = text;
  }

  /** The field shows what is copied. @param {string} ending @param {string} what */
  function copyLink(ending, what) {
    fill();
    link.value += ending;
    return copy(link.value, what, link);
  }

  /** The links of the setting as it is now. */
  function fill() {
    const { link: setting, place, view } = stage.look();
    const base = `${location.origin}${location.pathname}?${setting}`;
    link.value = `${base}&${place}`;
    elsewhere.setAttribute("href", `./sizes?view=words&${setting}`);
    const [, ending, height] = EMBEDS[Number(seen.value)];
    const { input, output, operation } = view.opened.scene;
    const kind = operation === "transposed" ? "Transposed convolution" : "Convolution";
    const title = `${kind}, ${input[0].length}×${input[0][0].length} to ${output[1]}×${output[2]}, step by step`;
    const address = `${link.value}&embed=true${ending}`.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
    frame.value = `<iframe src="${address}" title="${title}" width="100%" height="${height}" style="border:0" loading="lazy" allow="clipboard-write"></iframe>`;
  }

  /** @param {string} text @param {string} what @param {HTMLElement} at where it stands */
  async function copy(text, what, at) {
    try {
      await navigator.clipboard.writeText(text);
      say(`${what} is in the clipboard.`);
    } catch {
      // No permission, or no secure context: then by hand.
      if (at instanceof HTMLInputElement) at.select();
      else getSelection()?.selectAllChildren(at);
      say(`${what} is selected: press Ctrl+C, or ⌘C, to copy.`);
    }
  }

  /** @param {Blob} blob @param {string} name */
  function keep(blob, name) {
    save(blob, name);
    say(`Saved as ${name}.`);
  }

  /** @param {object} request @param {(taken: Taken) => void} use */
  async function fetched(request, use) {
    try {
      const taken = await texts.ask(request);
      say(taken.error);
      if (!taken.error) use(taken);
    } catch {
      say("There is no answer from the server. Is the connection there?");
    }
  }

  /** Of two beside each other each has a step of its own. */
  function tikz() {
    const { at, beside } = stage.look().view;
    return file("tikz", { step: at, beside: beside?.other?.at ?? 0 });
  }

  /** @param {string} what @param {object} [more] */
  function file(what, more) {
    return fetched({ what, ...more }, (taken) => keep(new Blob([taken.text], { type: taken.mime }), taken.name));
  }

  return {
    open() {
      code.close();
      say("");
      fill();
      dialog.showModal();
    },
    receive: texts.receive,
  };
}

/** @param {string} label */
function field(label) {
  return /** @type {HTMLInputElement} */ (element("input", {
    type: "text", readonly: "", "aria-label": label, onfocus: (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select(),
  }));
}

/** @param {string} name @param {string} about @param {HTMLElement[]} content */
function part(name, about, ...content) {
  return element("section", {}, element("div", { class: "what" }, element("h3", {}, name), element("p", {}, about)),
    element("div", { class: "line" }, ...content));
}

/**
 * The program in each language, written out on request.
 * @param {string[][]} languages
 * @param {{fetched: (request: object, use: (taken: Taken) => void) => Promise<void>,
 *   copy: (text: string, what: string, at: HTMLElement) => unknown, keep: (blob: Blob, name: string) => void}} dialog
 */
function programs(languages, { fetched, copy, keep }) {
  /** @type {Taken|null} */ let program = null;
  const code = element("pre", { tabindex: 0, "aria-label": "Code" });
  const copyCode = button("Copy code", () => copy(code.textContent ?? "", "The code", code));
  const saveCode = button("Save", () => program && keep(new Blob([program.text], { type: program.mime }), program.name));
  const written = element("div", { class: "written", hidden: "" }, code, element("div", { class: "line" }, copyCode, saveCode));
  const buttons = languages.map(([what, name]) => button(name, () => show(what)));

  /** @param {string} what */
  function show(what) {
    buttons.forEach((node, i) => node.setAttribute("aria-pressed", String(languages[i][0] === what)));
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
    nodes: [...buttons, written],
    close() {
      for (const node of buttons) node.setAttribute("aria-pressed", "false");
      written.hidden = true;
    },
  };
}
