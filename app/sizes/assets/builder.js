// @ts-check
/**
 * The ladder's text as rows, a layer each: kind, numbers, place. A row asks Python for an edit of
 * the text; what comes back is the text, and the rows read off it.
 *
 * @typedef {{name: string, label: string, value: string, unsaid: string}} Field
 * @typedef {{name: string, line: number, size: string, fields: Field[]}} Built
 * @typedef {{rows: Built[], kinds: string[]}} Builder
 * @typedef {{do: "add"|"remove"|"move"|"kind"|"set", at: number, kind?: string, by?: number, name?: string, value?: string}} Edit
 */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @param {(edit: Edit) => void} edit @param {(line: number, on: boolean) => void} light */
export function builderView(edit, light) {
  const list = element("ol", { "aria-label": "Layers, the first on top" });
  const more = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": "Add a layer", onchange: add }));
  const node = element("div", { class: "built" }, list, element("p", { class: "from" }, more));
  /** @type {ReturnType<typeof row>[]} */ let rows = [];
  let shape = "";

  function add() {
    if (more.value) edit({ do: "add", at: rows.length - 1, kind: more.value });
    more.value = "";
  }

  return {
    node,
    /** @param {Builder} builder */
    receive(builder) {
      const now = JSON.stringify([builder.kinds, builder.rows.map(({ name }) => name)]);
      // The same layers: a field in hand stays the field that it is.
      if (now !== shape) {
        rows = builder.rows.map((built, i) => row(built, i, builder, edit, light));
        list.replaceChildren(...rows.map((one) => one.node));
        more.replaceChildren(element("option", { value: "" }, "Add a layer …"), ...builder.kinds.map((kind) => element("option", { value: kind }, kind)));
        shape = now;
      }
      builder.rows.forEach((built, i) => rows[i].receive(built));
    },
  };
}

/** @param {Built} built @param {number} at @param {Builder} builder @param {(edit: Edit) => void} edit @param {(line: number, on: boolean) => void} light */
function row(built, at, { rows, kinds }, edit, light) {
  let line = built.line;
  const names = kinds.includes(built.name) ? kinds : [built.name, ...kinds];
  const kind = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": `Kind of layer ${at + 1}`, onchange: () => edit({ do: "kind", at, kind: kind.value }) },
    ...names.map((name) => element("option", { value: name }, name))));
  const inputs = built.fields.map(({ name }) => /** @type {HTMLInputElement} */ (element("input", {
    class: "side-field", maxlength: 24, autocomplete: "off", "aria-label": `${name} of layer ${at + 1}`,
    // Once the number stands: half of one would be another.
    onchange: (/** @type {Event} */ event) => edit({ do: "set", at, name, value: /** @type {HTMLInputElement} */ (event.target).value }) })));
  const size = element("span", { class: "soft" });
  const node = element("li", { onpointerenter: () => light(line, true), onpointerleave: () => light(line, false) },
    kind,
    element("div", { class: "numbers" }, ...built.fields.map(({ label }, i) => element("label", {}, `${label} `, inputs[i]))),
    element("div", { class: "hands" }, size,
      hand("↑", `Move layer ${at + 1} up`, at > 0, () => edit({ do: "move", at, by: -1 })),
      hand("↓", `Move layer ${at + 1} down`, at < rows.length - 1, () => edit({ do: "move", at, by: 1 })),
      hand("×", `Remove layer ${at + 1}`, true, () => edit({ do: "remove", at }))));

  return {
    node,
    /** @param {Built} sent */
    receive(sent) {
      line = sent.line;
      kind.value = sent.name;
      size.textContent = sent.size;
      sent.fields.forEach(({ value, unsaid }, i) => {
        inputs[i].placeholder = unsaid;
        if (!inputs[i].matches(":focus")) inputs[i].value = value;
      });
    },
  };
}

/** @param {string} sign @param {string} name @param {boolean} can @param {() => void} onclick */
function hand(sign, name, can, onclick) {
  return element("button", { type: "button", "aria-label": name, title: name, onclick, disabled: can ? undefined : "" }, sign);
}
