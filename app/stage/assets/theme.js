// @ts-check
/**
 * The theme's colours as pixels, found once per theme: reading a computed style makes the browser
 * work out all styles that wait.
 *
 * @typedef {import("./grids.js").Look} Look
 * @typedef {{css: string, pixel: number}} Painted
 */
import { make } from "../transposed-convolution-lab.shared/svg.js";

/** What a class of cells is painted with: a variable of the theme and how strong it is. @type {[string, string, number][]} */
const PAINTS = [
  ["hidden", "--paper", 0],
  ["ghost", "--ink", 14],
  ["ring", "--ink", 6],
  ["doomed", "--ink", 10],
  ["zero", "--ink", 9],
  ["gap", "--paper", 0],
  ["line", "--ink", 16],
  ["void", "--ink", 4],
  ["empty", "--ink", 4],
  ["differs", "--st-red-color", 70],
  ["apart", "--ink", 62],
  ["cutaway", "--ink", 8],
];

const VARIABLES = ["--paper", "--ink", "--in", "--out", "--taken", "--st-red-color", "--st-secondary-background-color"];

const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/**
 * @param {SVGSVGElement} svg
 * @param {() => void} changed the visitor has chosen another theme
 */
export function theme(svg, changed) {
  // Nobody tells of another theme; but a node that fades from one colour to the other does.
  const watch = make("g", svg, "theme");
  /** @type {{[name: string]: string}|null} */ let variables = null;
  /** @type {Map<string, Map<number, Painted>>} */ const known = new Map();
  let told = false;
  watch.addEventListener("transitionrun", () => {
    if (told || !variables) return;
    told = true;
    requestAnimationFrame(() => {
      told = false;
      variables = null;
      known.clear();
      changed();
    });
  });

  /** A variable's colour, as it is written. @param {string} name */
  function variable(name) {
    if (!variables) {
      const style = getComputedStyle(svg);
      variables = Object.fromEntries(VARIABLES.map((one) => [one, style.getPropertyValue(one).trim()]));
    }
    return variables[name];
  }

  /** By what a cell is, and then by its hue or its heat: its colour, and the same as a canvas holds a pixel.
   * @param {Look} look @returns {Painted} */
  function painted(look) {
    const { className, hue, heat } = look;
    const shade = hue === undefined ? -Math.round(100 * (heat ?? 0.5)) - 1 : hue;
    const shades = known.get(className) ?? new Map();
    known.set(className, shades);
    const found = shades.get(shade) ?? mixed(paint(look, variable));
    shades.set(shade, found);
    return found;
  }

  return {
    variable,
    css: (/** @type {Look} */ look) => painted(look).css,
    pixel: (/** @type {Look} */ look) => painted(look).pixel,
  };
}

/** @param {string} css any colour, mixtures too @returns {Painted} */
function mixed(css) {
  if (!pixel) return { css, pixel: 0 };
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [held] = new Uint32Array(pixel.getImageData(0, 0, 1, 1).data.buffer);
  return { css, pixel: held };
}

/** As app/shared/palette.py says: hues that look alike to a colour-blind eye differ in lightness. @param {number} hue */
const light = (hue) => (0.6 - 0.08 * Math.cos(((hue - 330) * Math.PI) / 180)).toFixed(3);

/** @param {Look} look @param {(name: string) => string} variable of the theme */
function paint({ className, hue, heat }, variable) {
  const paper = variable("--paper");
  const classes = className.split(" ");
  if (classes.includes("lit")) return `oklch(${light(hue ?? 0)} 0.2 ${hue})`;
  if (classes.includes("weight") && hue !== undefined) return `color-mix(in oklab, oklch(${light(hue)} 0.16 ${hue}) 55%, ${paper})`;
  const fixed = PAINTS.find(([name]) => classes.includes(name));
  if (fixed) return `color-mix(in oklab, ${variable(fixed[1])} ${fixed[2]}%, ${paper})`;
  const role = variable(classes.includes("input") ? "--in" : classes.includes("taken") ? "--taken" : "--out");
  return `color-mix(in oklab, ${role} ${(8 + 78 * (heat ?? 0.5)).toFixed(0)}%, ${variable("--st-secondary-background-color")})`;
}
