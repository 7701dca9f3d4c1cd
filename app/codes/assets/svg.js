// @ts-check
/** Nodes of a drawing. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {{[name: string]: string | number}} attributes */
export function node(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  return made;
}
