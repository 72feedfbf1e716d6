/** What a screen reader is told of a message: its words, and what there is to answer with. */

import type { Message } from "../protocol.ts";
import { fill, personOf, type Strings } from "../strings.ts";

export function narration(message: Message, strings: Strings): string[] {
  const { custom, buttons = [], text = "" } = message;
  switch (custom?.kind) {
    case "checklist":
      return [custom.question, fill(strings.boxesFollow, { count: custom.items.length + 1 })];
    case "scale":
      return [custom.question, fill(strings.scaleFollows, { min: custom.minimum, max: custom.maximum })];
    case "emergency":
      // The card was an alarm already: here is what the message says beyond it.
      return [text.replace(custom.text, "").trim()];
    default:
      return [message.speaker ? `${personOf(message, strings)}: ${text}` : text, buttons.length ? fill(strings.choicesFollow, { count: buttons.length }) : ""];
  }
}
