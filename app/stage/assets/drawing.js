// @ts-check
/**
 * A drawn SVG as a file of its own: its styles written into it, cropped to what is drawn,
 * with a caption; and the same as pixels.
 *
 * Colours are written as hexadecimal numbers and baselines as shifts, since other programs
 * than browsers read neither oklab() nor dominant-baseline.
 *
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {{text: string, width: number, height: number}} Picture
 */
import { SVG, put } from "../transposed-convolution-lab.shared/svg.js";

const MARGIN = 18;
const CAPTION = { size: 16, line: 23, gap: 20 };
/** Narrower pictures get a caption of this width all the same. */
const NARROWEST = 320;
/** Attributes that only the page needs; styles are read from the computed ones. */
const LEFT_OUT = /^(class|style|transform|role|tabindex|focusable|data-.*|aria-.*)$/;

const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
/** @type {Map<string, {colour: string, opacity: number}>} */
const colours = new Map();

/** Any colour that CSS knows. @param {string} css */
export function plain(css) {
  const known = colours.get(css);
  if (known || !pixel) return known ?? { colour: css, opacity: 1 };
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  const colour = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  const found = { colour, opacity: Math.round((alpha / 255) * 100) / 100 };
  colours.set(css, found);
  return found;
}

/** @param {"fill"|"stroke"} name @param {string} css @param {string} strength */
function paint(name, css, strength) {
  const pattern = css.match(/^url\("?(#[\w-]+)"?\)/);
  if (css === "none") return { [name]: "none" };
  if (pattern) return { [name]: `url(${pattern[1]})` };
  const { colour, opacity } = plain(css);
  const shown = Math.round(opacity * Number(strength) * 100) / 100;
  return { [name]: colour, ...(shown < 1 ? { [`${name}-opacity`]: shown } : {}) };
}

/** What a shape looks like. @param {CSSStyleDeclaration} style @param {number} scale of what is around it: lines keep their width @returns {{[name: string]: string|number}} */
function ofShape(style, scale) {
  const lined = style.stroke !== "none";
  const within = (/** @type {number} */ length) => Math.round((1000 * length) / scale) / 1000;
  return {
    ...paint("fill", style.fill, style.fillOpacity),
    ...(lined ? paint("stroke", style.stroke, style.strokeOpacity) : {}),
    ...(lined && within(parseFloat(style.strokeWidth)) !== 1 ? { "stroke-width": within(parseFloat(style.strokeWidth)) } : {}),
    ...(lined && style.strokeDasharray !== "none" ? { "stroke-dasharray": style.strokeDasharray.split(",").map((part) => within(parseFloat(part))).join(", ") } : {}),
  };
}

/** What a text looks like, less what it has from its parent. @param {CSSStyleDeclaration} style @param {CSSStyleDeclaration} above @param {boolean} first */
function ofText(style, above, first) {
  /** @type {{[name: string]: string|number}} */ const found = {};
  const differs = (/** @type {"fill"|"fontSize"|"fontWeight"|"textAnchor"} */ name) => first || style[name] !== above[name];
  if (differs("fill")) Object.assign(found, paint("fill", style.fill, style.fillOpacity));
  if (differs("fontSize")) found["font-size"] = parseFloat(style.fontSize);
  if (differs("fontWeight") && style.fontWeight !== "400") found["font-weight"] = style.fontWeight;
  if (differs("textAnchor") && style.textAnchor !== "start") found["text-anchor"] = style.textAnchor;
  if (style.textDecorationLine !== "none" && first) found["text-decoration"] = style.textDecorationLine;
  return found;
}

/** What a painted grid shows, as an image. @param {Element} frame @returns {Element} */
function image(frame) {
  const copy = document.createElementNS(SVG, "image");
  for (const name of ["x", "y", "width", "height"]) copy.setAttribute(name, frame.getAttribute(name) ?? "0");
  const href = /** @type {HTMLCanvasElement} */ (frame.firstElementChild).toDataURL();
  put(copy, { href, preserveAspectRatio: "none", style: "image-rendering:pixelated" });
  return copy;
}

/** A copy that needs no stylesheet; null for what is not to be seen.
 * @param {Element} node @param {CSSStyleDeclaration} above @param {number} [scale] @returns {Element|null} */
function standalone(node, above, scale = 1) {
  const style = getComputedStyle(node);
  const tag = node.tagName;
  const defines = node.closest("defs") !== null;
  if (!defines && (style.display === "none" || style.visibility === "hidden" || style.opacity === "0")) return null;
  if (tag === "foreignObject") return image(node);
  const words = tag === "text" || tag === "tspan";
  if (words ? !node.textContent : tag === "g" && !node.childElementCount) return null;
  const copy = document.createElementNS(SVG, tag);
  for (const { name, value } of node.attributes) {
    if (!LEFT_OUT.test(name) && !(words && name === "font-size")) copy.setAttribute(name, value);
  }
  if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  // Cells are moved; all cells of a panel are moved and enlarged together.
  const [, enlarged = "1", x, y] = style.transform.match(/^matrix\((.+), 0, 0, \1, (.+), (.+)\)$/) ?? [];
  if (x) copy.setAttribute("transform", `translate(${x} ${y})${enlarged === "1" ? "" : ` scale(${enlarged})`}`);
  if (words) {
    put(copy, ofText(style, above, tag === "text"));
    if (tag === "text" && style.dominantBaseline === "central") copy.setAttribute("dy", ".35em");
  } else if (!["g", "defs", "pattern"].includes(tag)) put(copy, ofShape(style, scale));
  const inner = scale * Number(enlarged);
  for (const child of node.childNodes) {
    const part = child instanceof Element ? standalone(child, style, inner) : words ? child.cloneNode() : null;
    if (part) copy.append(part);
  }
  return tag === "g" && !copy.childElementCount ? null : copy;
}

/** The box of all that is drawn, hidden places included, so that it stays the same at each step.
 * @param {SVGSVGElement} svg @returns {Box} */
export function boxOf(svg) {
  const { x, y, width, height } = svg.getBBox();
  return { x, y, width: Math.max(width, NARROWEST), height };
}

/** @param {Box} a @param {Box} b @returns {Box} */
export function around(a, b) {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const [right, bottom] = [Math.max(a.x + a.width, b.x + b.width), Math.max(a.y + a.height, b.y + b.height)];
  return { x, y, width: right - x, height: bottom - y };
}

/** The lines of a caption. @param {string} text @param {number} width @param {string} family */
export function wrap(text, width, family) {
  if (!pixel) return [text];
  pixel.font = `${CAPTION.size}px ${family}`;
  /** @type {string[]} */ const lines = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    // A little less than there is: another program may have a wider font.
    if (lines.length && pixel.measureText(longer).width <= width * 0.94) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/**
 * @param {SVGSVGElement} svg drawn, and part of the page
 * @param {{caption: string, box?: Box, lines?: number}} options `lines` keeps room for as many
 * @returns {Picture}
 */
export function picture(svg, { caption, box = boxOf(svg), lines = 0 }) {
  const style = getComputedStyle(svg);
  const lab = svg.closest(".lab");
  const paper = lab ? getComputedStyle(lab).backgroundColor : "white";
  const captions = wrap(caption, box.width, style.fontFamily);
  const below = CAPTION.gap + Math.max(lines, captions.length) * CAPTION.line;
  const width = Math.ceil(box.width + 2 * MARGIN);
  const height = Math.ceil(box.height + 2 * MARGIN + below - CAPTION.line + CAPTION.size);
  const [left, top] = [Math.floor(box.x - MARGIN), Math.floor(box.y - MARGIN)];

  const copy = document.createElementNS(SVG, "svg");
  put(copy, {
    viewBox: `${left} ${top} ${width} ${height}`, width, height, role: "img",
    "font-family": style.fontFamily, style: "font-variant-numeric:tabular-nums",
  });
  const title = document.createElementNS(SVG, "title");
  title.textContent = caption;
  const ground = document.createElementNS(SVG, "rect");
  put(ground, { x: left, y: top, width, height, fill: plain(paper).colour });
  copy.append(title, ground);
  for (const child of svg.children) {
    const drawn = standalone(child, style);
    if (drawn) copy.append(drawn);
  }
  captions.forEach((line, i) => {
    const node = document.createElementNS(SVG, "text");
    put(node, {
      x: box.x, y: box.y + box.height + CAPTION.gap + i * CAPTION.line + CAPTION.size / 2,
      "font-size": CAPTION.size, fill: plain(style.color).colour,
    });
    node.textContent = line;
    copy.append(node);
  });
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/** A picture as pixels. @param {Picture} picture @param {number} scale @returns {Promise<HTMLCanvasElement>} */
export async function raster({ text, width, height }, scale) {
  const image = new Image();
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    image.src = address;
    await image.decode();
  } finally {
    URL.revokeObjectURL(address);
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * scale, height * scale];
  canvas.getContext("2d", { willReadFrequently: true })?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
