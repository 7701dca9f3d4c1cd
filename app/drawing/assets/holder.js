// @ts-check
/** Tells a new session what this tab holds. It has nothing to show. */
import { held } from "./held.js";

/**
 * @param {{data: [{wanted: boolean}],
 *   setTriggerValue: (name: string, value: unknown) => void}} component
 */
export default function ({ data, setTriggerValue }) {
  const found = held();
  if (found || data[0].wanted) setTriggerValue("held", found ?? {});
}
