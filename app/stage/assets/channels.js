// @ts-check
/** Channels, groups and bias: there when asked for. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/**
 * @param {(kind: string, name: string) => string} hint of a parameter
 * @param {{move: (moved: string, change: Partial<import("./message.js").Controls>) => void,
 *   wish: (edit: object) => void, now: () => import("./message.js").Controls, restore: () => void}} lab
 *   ``restore``: what was typed is no number
 */
export function channels(hint, { move, wish, now, restore }) {
  /** @param {string} label @param {string} title @param {(value: number) => void} set */
  const count = (label, title, set) => {
    const box = /** @type {HTMLInputElement} */ (element("input", {
      type: "number", step: 1, "aria-label": label, title,
      oninput: () => typed.add(box),
      onblur: () => typed.delete(box),
      onchange: () => {
        typed.delete(box);
        if (Number.isFinite(box.valueAsNumber)) set(box.valueAsNumber);
        else restore();
      },
    }));
    return box;
  };
  /** Fields with a number that is not set yet: an answer on its way must not put the old one back. @type {Set<HTMLInputElement>} */
  const typed = new Set();
  const into = count("Input channels", hint("in_channels", "in_channels"), (value) => move("channels", { channels: [value, now().channels[1]] }));
  const out = count("Output channels", hint("out_channels", "out_channels"), (value) => move("channels", { channels: [now().channels[0], value] }));
  const groups = count("Groups", hint("groups", "groups"), (value) => move("groups", { groups: value }));
  const bias = /** @type {HTMLInputElement} */ (element("input", {
    type: "text", "aria-label": "Bias, one number per output channel", title: "one number per output channel", autocomplete: "off",
    onchange: () => wish({ kind: "bias", text: bias.value }),
  }));
  const summary = element("summary", {}, "Channels, groups, bias");
  const node = element("details", { class: "maps" }, summary, element("div", { class: "pairs" },
    element("label", {}, "in", into), element("label", {}, "out", out),
    element("label", {}, "groups", groups), element("label", {}, "bias", bias)));

  return {
    node,
    /** @param {import("./message.js").Limits} limits */
    limit(limits) {
      for (const [box, name] of /** @type {[HTMLInputElement, string][]} */ ([[into, "channels"], [out, "channels"], [groups, "groups"]])) {
        [box.min, box.max] = limits[name].map(String);
      }
    },
    show() {
      const { channels: counts, groups: parts, bias: added } = now();
      const biased = added.some((n) => n !== 0);
      summary.textContent = counts.some((n) => n > 1) || biased
        ? `Channels ${counts.join(" → ")}${parts > 1 ? `, ${parts} groups` : ""}${biased ? `, bias ${added.join(", ")}` : ""}`
        : "Channels, groups, bias";
      for (const [box, count] of /** @type {[HTMLInputElement, number][]} */ ([[into, counts[0]], [out, counts[1]], [groups, parts]])) {
        if (!typed.has(box)) box.value = String(count);
      }
      if (!bias.matches(":focus")) bias.value = added.join(", ");
    },
  };
}
