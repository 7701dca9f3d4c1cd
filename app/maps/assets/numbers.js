// @ts-check
/** Numbers as Python packs them: float16 or shades of grey, deflated, in base64; and how they are written. */
import { inflated } from "../transposed-convolution-lab.shared/pack.js";

/** Every float16 there is, by its 16 bits. @type {Float32Array|null} */
let halves = null;

/**
 * Browsers read float16 by themselves only since 2025.
 * @param {number} bits
 */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** @param {string} packed @returns {Promise<Float32Array>} */
export async function unpack(packed) {
  const found = new Uint16Array(await inflated(packed).arrayBuffer());
  const table = (halves ??= Float32Array.from({ length: 65536 }, (_, bits) => half(bits)));
  return Float32Array.from(found, (bits) => table[bits]);
}

/** Bytes, from 0 for black to 255 for white. @param {string} packed @returns {Promise<Uint8Array>} */
export async function shades(packed) {
  return new Uint8Array(await inflated(packed).arrayBuffer());
}

const plain = new Intl.NumberFormat("en", {
  minimumSignificantDigits: 3, maximumSignificantDigits: 3, useGrouping: false,
});

/** Three significant digits, which is what float16 holds. @param {number} value */
export function written(value) {
  return value === 0 ? "0" : plain.format(value).replace("-", "−");
}
