/**
 * For the type check: the server serves each component's files under the component's name, so
 * a neighbour's path in an import is not its path on the disk.
 */
declare module "*/transposed-convolution-lab.shared/dom.js" {
  export * from "shared/dom.js";
}
declare module "*/transposed-convolution-lab.shared/glossary.js" {
  export * from "shared/glossary.js";
}
declare module "*/transposed-convolution-lab.shared/server.js" {
  export * from "shared/server.js";
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
declare module "*/transposed-convolution-lab.shared/decoder.js" {
  export * from "shared/decoder.js";
}
declare module "*/transposed-convolution-lab.shared/pictures.js" {
  export * from "shared/pictures.js";
}
declare module "*/transposed-convolution-lab.canvas/canvas.js" {
  export { default } from "drawing/canvas.js";
}
declare module "*/transposed-convolution-lab.maps/maps.js" {
  export { default } from "maps/maps.js";
}
declare module "*/transposed-convolution-lab.shared/gifenc.js" {
  export const GIFEncoder: () => any;
}
declare module "*/transposed-convolution-lab.stage/captions.js" {
  export * from "stage/captions.js";
}
declare module "*/transposed-convolution-lab.stage/display.js" {
  export * from "stage/display.js";
}
declare module "*/transposed-convolution-lab.stage/grids.js" {
  export * from "stage/grids.js";
}
declare module "*/transposed-convolution-lab.stage/groups.js" {
  export * from "stage/groups.js";
}
declare module "*/transposed-convolution-lab.stage/phrases.js" {
  export * from "stage/phrases.js";
}
declare module "*/transposed-convolution-lab.stage/keyboard.js" {
  export * from "stage/keyboard.js";
}
declare module "*/transposed-convolution-lab.stage/layout.js" {
  export * from "stage/layout.js";
}
declare module "*/transposed-convolution-lab.stage/panels.js" {
  export * from "stage/panels.js";
}
declare module "*/transposed-convolution-lab.stage/player.js" {
  export * from "stage/player.js";
}
declare module "*/transposed-convolution-lab.stage/pointer.js" {
  export * from "stage/pointer.js";
}
declare module "*/transposed-convolution-lab.stage/residence.js" {
  export * from "stage/residence.js";
}
declare module "*/transposed-convolution-lab.stage/scene.js" {
  export * from "stage/scene.js";
}
declare module "*/transposed-convolution-lab.stage/sums.js" {
  export * from "stage/sums.js";
}
declare module "*/transposed-convolution-lab.stage/words.js" {
  export * from "stage/words.js";
}
