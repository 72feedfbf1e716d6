/** The card that stands above everything until staff close it: large, one tap to call. */

import type { EmergencyCard } from "../protocol.ts";
import type { Strings } from "../strings.ts";
import { h, icon, ICONS, uniqueId } from "./dom.ts";

export function emergencyCard(
  card: EmergencyCard,
  strings: Strings,
  onClose: (() => void) | undefined,
): HTMLElement {
  const id = uniqueId();
  return h(
    "section",
    { class: "emergency", part: "emergency", "aria-labelledby": id, tabindex: 0 },
    h("h3", { id }, icon(ICONS.warning), h("span", {}, card.heading)),
    h("div", { class: "calls" }, ...card.call.map(callLink)),
    h("p", {}, card.text),
    onClose
      ? h("button", { class: "text-button", type: "button", onclick: onClose }, strings.putAway)
      : h("p", { class: "kept" }, strings.emergencyKept),
  );
}

function callLink(call: { label: string; href: string }): HTMLElement {
  // Whatever a server sends, this leads to a phone and nowhere else.
  const href = /^(tel|sms):[\d+;?=&-]+$/.test(call.href) ? call.href : undefined;
  return h("a", { class: "call", href }, icon(ICONS.phone), call.label);
}
