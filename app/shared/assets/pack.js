// @ts-check
/** What Python packs, unpacked. */

/** @param {string} packed base64 @returns {Uint8Array<ArrayBuffer>} */
export const bytes = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));

/** To be read as JSON or as numbers. @param {string} packed deflated, in base64 @returns {Response} */
export const inflated = (packed) =>
  new Response(new Blob([bytes(packed)]).stream().pipeThrough(new DecompressionStream("deflate")));
