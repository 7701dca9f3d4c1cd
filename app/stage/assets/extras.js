// @ts-check
/** What fewer settings need: a row instead of a picture, a size that is asked for, what follows the sum. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** What the group holds stays said, whatever is set in it. */
const TITLE = "1-D, output size, activation";

/**
 * @param {import("./message.js").Choices} choices
 * @param {{move: (moved: string, change: Partial<import("./message.js").Controls>) => void,
 *   now: () => import("./message.js").Controls}} lab
 */
export function extras(choices, { move, now }) {
  /** @param {string} label @param {string[][]} options @param {(value: string) => void} set */
  const pick = (label, options, set) => {
    const select = /** @type {HTMLSelectElement} */ (element("select", { "aria-label": label, onchange: () => set(select.value) },
      ...options.map(([value, text]) => element("option", { value }, text))));
    return select;
  };
  const dimensions = pick("Dimensions", [["2", "2: a picture"], ["1", "1: a row"]], (value) => move("dimensions", { dimensions: Number(value) }));
  const activation = pick("Activation after the sum", choices.activations, (value) => move("activation", { activation: value }));
  const size = /** @type {HTMLInputElement} */ (element("input", {
    type: "text", "aria-label": "Output size that is asked for", autocomplete: "off", placeholder: "follows",
    title: "PyTorch: output_size; TensorFlow and ONNX: output_shape. Like 14 or 14x16; empty: it follows",
    onchange: () => move("output_size", { output_size: /** @type {any} */ (size.value.trim() || null) }),
  }));
  const zero = pick("Output padding of 0", [["", "None: left out"], ["1", "0: said"]], (value) => move("zero_said", { zero_said: value === "1" }));
  const format = pick("data_format", [["", "channels_last"], ["1", "channels_first"]], (value) => move("channels_first", { channels_first: value === "1" }));
  const [zeroRow, formatRow] = [element("label", {}, "output_padding", zero), element("label", {}, "data_format", format)];
  const sizeRow = element("label", {}, "output size", size);
  const state = element("span", { class: "holds" });
  const summary = element("summary", {}, TITLE, state);
  const node = element("details", { class: "maps" }, summary, element("div", { class: "extras" },
    element("label", {}, "dimensions", dimensions), element("label", {}, "activation", activation), sizeRow, zeroRow, formatRow));

  return {
    node,
    show() {
      const { dimensions: count, activation: follows, output_size: asked, operation, framework, zero_said: said, channels_first: first, output_padding: added } = now();
      const words = choices.frameworks.find(({ key }) => key === framework);
      const transposed = operation === "transposed";
      const named = choices.activations.find(([key]) => key === follows)?.[1];
      const written = asked === null ? "" : [asked].flat().join("x");
      const toSize = count === 2 && typeof asked === "number" ? `${asked}×${asked}` : written.replace("x", "×");
      const set = [count === 1 ? "1-D" : "", follows ? `then ${named}` : "", asked === null ? "" : `to ${toSize}`, said ? "output_padding 0" : "",
        first ? "channels first" : ""].filter(Boolean).join(", ");
      state.textContent = set && `: ${set}`;
      dimensions.value = String(count);
      activation.value = follows;
      if (!size.matches(":focus")) size.value = written;
      zero.value = said ? "1" : "";
      format.value = first ? "1" : "";
      sizeRow.hidden = !transposed;
      zeroRow.hidden = !transposed || !words?.zero || added !== 0;
      formatRow.hidden = !words?.formats.length;
    },
  };
}
