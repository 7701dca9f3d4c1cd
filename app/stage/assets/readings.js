// @ts-check
/** The readings by their keys, as scenes and messages name them. */
import * as records from "./readings/index.js";

/** @type {{[key: string]: import("./readings/index.js").Reading}} */
export const READINGS = { ...records };
