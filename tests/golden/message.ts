// A message as Python builds it is a message as the JavaScript reads it; nothing runs this file.
import type { Message } from "../../app/stage/assets/message.js";
import golden from "./message.json";

export const message: Message = golden;

/** Never: what is sent is also known. */
type Unknown =
  | Exclude<keyof typeof golden, keyof Message>
  | Exclude<keyof typeof golden.scene, keyof Message["scene"]>
  | Exclude<keyof typeof golden.scene.y, keyof Message["scene"]["y"]>
  | Exclude<keyof typeof golden.controls, keyof Message["controls"]>
  | Exclude<keyof typeof golden.choices, keyof NonNullable<Message["choices"]>>
  | Exclude<keyof typeof golden.view, keyof Message["view"]>;
export const known: [Unknown] extends [never] ? true : Unknown = true;
