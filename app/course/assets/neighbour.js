// @ts-check
/** Another component's HTML in a shadow of its own: its styles stay there, ours stay out. */
import { element } from "../transposed-convolution-lab.shared/dom.js";

/** @param {HTMLElement} host @param {string} name the component's file @param {string} html @param {string} [folder] the component's, where its file has another name @param {string} [style] more rules */
export function room(host, name, html, folder = name, style = "") {
  const root = host.attachShadow({ mode: "open" });
  const address = new URL(`../transposed-convolution-lab.${folder}/${name}.css`, import.meta.url);
  const inside = element("div", { class: "inside" });
  inside.innerHTML = html;
  root.append(element("link", { rel: "stylesheet", href: address.href }), element("style", {}, `.inside { display: contents; } ${style}`), inside);
  return root;
}
