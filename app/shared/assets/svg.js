// @ts-check
/** Nodes of a drawing. */

export const SVG = "http://www.w3.org/2000/svg";

/** @param {string} name @param {{[name: string]: string | number}} [attributes] @returns {SVGElement} */
export function node(name, attributes = {}) {
  const made = /** @type {SVGElement} */ (document.createElementNS(SVG, name));
  put(made, attributes);
  return made;
}

/** A node at the end of another. @param {string} name @param {Element} parent @param {string} [className] */
export function make(name, parent, className) {
  const element = node(name);
  if (className) element.setAttribute("class", className);
  parent.append(element);
  return element;
}

/** Only what changes is touched. @param {Element} element @param {{[name: string]: string | number}} attributes */
export function put(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
}
