/**
 * For the type check: the server serves each component's files under the component's name, so
 * a neighbour's path in an import is not its path on the disk.
 */
declare module "*/transposed-convolution-lab.shared/dom.js" {
  export * from "shared/dom.js";
}
declare module "*/transposed-convolution-lab.shared/svg.js" {
  export * from "shared/svg.js";
}
declare module "*/transposed-convolution-lab.shared/pack.js" {
  export * from "shared/pack.js";
}
declare module "*/transposed-convolution-lab.shared/save.js" {
  export * from "shared/save.js";
}
declare module "*/transposed-convolution-lab.shared/gifenc.js" {
  export const GIFEncoder: () => any;
}
