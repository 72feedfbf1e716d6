/** What the person is told before anything is stored. */

import type { Conversation } from "../conversation.ts";
import { fill, type Strings, type Wording } from "../strings.ts";
import { h, uniqueId } from "./dom.ts";
import { blocks, numbersOf } from "./text.ts";

/** The facts about the chat, for the first page and for the settings. */
export function consentFacts(
  conversation: Conversation,
  { language, strings }: Wording,
): HTMLElement {
  const { consent, language: spoken } = conversation.session ?? {};
  const number = conversation.clinic.emergency_number ?? "911";
  const own = [fill(strings.consentEmergency, { number }), strings.consentProgram];
  // The clinic's own text says it too, where the person can read its language.
  const isCovered = consent?.text && spoken === language;
  const facts = [
    ...(isCovered ? [] : own),
    ...(consent ? [retention(consent.retention_days, strings)] : []),
    strings.consentDevice,
  ];
  return h(
    "div",
    {},
    h("div", { lang: spoken }, ...blocks(consent?.text ?? "", numbersOf(conversation.clinic))),
    h("ul", { class: "facts" }, ...facts.map((fact) => h("li", {}, fact))),
  );
}

export function consentPage(
  conversation: Conversation,
  wording: Wording,
  onNo: () => void,
): HTMLElement {
  const { strings } = wording;
  const id = uniqueId();
  const heading = h("h3", { id, tabindex: -1 }, strings.consentTitle);
  return h(
    "section",
    { class: "sheet", part: "consent", "aria-labelledby": id },
    heading,
    consentFacts(conversation, wording),
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
