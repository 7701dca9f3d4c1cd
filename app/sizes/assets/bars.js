// @ts-check
/** A bar for each cell along one side: as high as it has products. */
import { node } from "../transposed-convolution-lab.shared/svg.js";

const [WIDTH, STEP, MOST] = [320, 10, 8.4];
const LOW = 9;

/** Cells before, among and after those that stay. @param {import("./meet.js").Bar[]} bars */
function parts(bars) {
  const kept = bars.map(([, letter]) => letter !== "c");
  const [first, last] = [kept.indexOf(true), kept.lastIndexOf(true)];
  return { before: first, among: last - first + 1, after: bars.length - last - 1 };
}

/** The width of a cell, so that all rows fit and stand below each other. @param {import("./meet.js").Row[]} rows */
export function pitchOf(rows) {
  const widest = Math.max(1, ...rows.map(({ bars }) => {
    const { before, among, after } = parts(bars);
    return among + 2 * Math.max(before, after);
  }));
  return Math.min(MOST, WIDTH / widest);
}

/** @param {import("./meet.js").Row} row @param {number} pitch */
export function bars({ bars, cut, why }, pitch) {
  const highest = Math.max(1, ...bars.map(([products]) => products));
  const floor = highest * STEP + 1;
  const svg = node("svg", { class: "bars", width: WIDTH, height: floor + LOW, viewBox: `0 0 ${WIDTH} ${floor + LOW}`, role: "img", "aria-label": `${why}, ${cut}` });
  const { before, among } = parts(bars);
  const left = (WIDTH - pitch * among) / 2 - pitch * before;
  bars.forEach(([products, letter], i) => {
    const x = left + i * pitch;
    if (products < 0) {
      for (const dot of [0.2, 0.5, 0.8]) svg.append(node("circle", { cx: x + dot * pitch, cy: floor - 5, r: 1 }));
      return;
    }
    const height = letter === "c" ? Math.max(products, 0.15) * STEP : products * STEP;
    if (height) svg.append(node("rect", { class: letter === "c" ? "cut" : "kept", x: x + 0.5, y: floor - height, width: Math.max(pitch - 1.4, 1), height, rx: 1 }));
  });
  const [first, last] = [left + before * pitch, left + (before + among) * pitch - 1];
  svg.append(node("path", { class: "ruler", d: `M${first} ${floor + 3}v6M${first} ${floor + 6}H${last}M${last} ${floor + 3}v6` }));
  return svg;
}
