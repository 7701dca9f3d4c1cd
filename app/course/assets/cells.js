// @ts-check
/**
 * Whether what the stage shows would tell a covered cell.
 *
 * @typedef {import("../../stage/assets/panels.js").View} View
 */
import { activeRows } from "../transposed-convolution-lab.stage/panels.js";
import { key } from "../transposed-convolution-lab.stage/scene.js";

/** Whether the multiplications of a step, or of the cell in focus, lead to a covered cell. @param {View} view @param {Set<string>} covered */
export function touches(view, covered) {
  const { transposed } = view.opened;
  return activeRows(view).some(({ input, output, frame }) =>
    (output && (covered.has(`out:${key(output)}`) || (input && covered.has(`entry:${key(output)},${key(input)}`))))
    || (transposed && frame && covered.has(`frame:${key(frame)}`)));
}
