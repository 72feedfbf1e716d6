/** What the person is told before anything is stored. */

import type { Conversation } from "../conversation.ts";
import { fill, type Strings } from "../strings.ts";
import { h, uniqueId } from "./dom.ts";

/** The facts about the chat, for the first page and for the settings. */
export function consentFacts(conversation: Conversation, strings: Strings): HTMLElement {
  const { consent } = conversation.session ?? {};
  const number = conversation.clinic.emergency_number ?? "911";
  const fact = (text: string): HTMLElement => h("li", {}, text);
  return h(
    "ul",
    { class: "facts" },
    fact(fill(strings.consentEmergency, { number })),
    fact(strings.consentProgram),
    // The clinic's own words, in its language.
    consent?.text ? h("li", { lang: conversation.language }, consent.text) : "",
    consent ? fact(retention(consent.retention_days, strings)) : "",
    fact(strings.consentDevice),
  );
}

export function consentPage(
  conversation: Conversation,
  strings: Strings,
  onNo: () => void,
): HTMLElement {
  const id = uniqueId();
  const heading = h("h3", { id, tabindex: -1 }, strings.consentTitle);
  return h(
    "section",
    { class: "sheet", part: "consent", "aria-labelledby": id },
    heading,
    consentFacts(conversation, strings),
    h(
      "div",
      { class: "actions" },
      h("button", { class: "primary", type: "button", onclick: () => conversation.consent() }, strings.consentStart),
      h("button", { class: "secondary", type: "button", onclick: onNo }, strings.consentNo),
    ),
  );
}

function retention(days: number | null, strings: Strings): string {
  return days === null ? strings.keptLong : fill(strings.keptDays, { days });
}
