// @ts-check
/**
 * The theme's colours as pixels, found once per theme: reading a computed style makes the browser
 * work out all styles that wait.
 */
import { make } from "../transposed-convolution-lab.shared/svg.js";

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
  /** @type {Map<string, number>} */ const known = new Map();
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

  return {
    /** A variable's colour, as it is written. @param {string} name */
    variable(name) {
      if (!variables) {
        const style = getComputedStyle(svg);
        variables = Object.fromEntries(VARIABLES.map((one) => [one, style.getPropertyValue(one).trim()]));
      }
      return variables[name];
    },
    /** A colour, which may be a mixture, as a canvas holds a pixel. @param {string} css */
    pixel(css) {
      const found = known.get(css);
      if (found !== undefined || !pixel) return found ?? 0;
      pixel.clearRect(0, 0, 1, 1);
      pixel.fillStyle = css;
      pixel.fillRect(0, 0, 1, 1);
      const [held] = new Uint32Array(pixel.getImageData(0, 0, 1, 1).data.buffer);
      known.set(css, held);
      return held;
    },
  };
}
