// @ts-check
/** Nodes of a page: made, and found. */

/**
 * @param {string} name @param {{[name: string]: any}} [attributes] "onclick" and the like listen
 * @param {(Node|string)[]} children @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) node.addEventListener(attribute.slice(2), value);
    else if (value !== undefined) node.setAttribute(attribute, String(value));
  }
  node.append(...children);
  return node;
}

/**
 * What a component's own HTML holds; whoever asks knows what it is.
 * @param {HTMLElement | ShadowRoot} root @param {string} selector @returns {any}
 */
export function find(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}
