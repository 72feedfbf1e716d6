/** The card that stands above everything until staff close it: large, one tap to call. */

import type { EmergencyCard } from "../protocol.ts";
import type { Strings } from "../strings.ts";
import { h, icon, ICONS, uniqueId } from "./dom.ts";

export interface CardView {
  element: HTMLElement;
  /** Put its text away behind a button; heading and calls stay. */
  fold(): void;
}

export function emergencyCard(
  card: EmergencyCard,
  strings: Strings,
  onClose: (() => void) | undefined,
): CardView {
  const id = uniqueId();
  const textId = uniqueId();
  const text = h("p", { id: textId }, card.text);
  const more = h(
    "button",
    { class: "text-button", type: "button", hidden: true, "aria-controls": textId },
    strings.more,
  );
  const fold = (isFolded: boolean): void => {
    text.hidden = isFolded;
    more.hidden = false;
    more.textContent = isFolded ? strings.more : strings.less;
    more.setAttribute("aria-expanded", String(!isFolded));
  };
  more.addEventListener("click", () => fold(!text.hidden));
  const element = h(
    "section",
    { class: `emergency ${card.level}`, part: "emergency", "aria-labelledby": id, tabindex: 0 },
    h("h3", { id }, card.level === "emergency" ? icon(ICONS.warning) : "", h("span", {}, card.heading)),
    h("div", { class: "calls" }, ...card.call.map(callLink)),
    text,
    more,
    onClose
      ? h("button", { class: "text-button", type: "button", onclick: onClose }, strings.putAway)
      : h("p", { class: "kept" }, strings.emergencyKept),
  );
  return { element, fold: () => fold(true) };
}

function callLink(call: { label: string; href: string }): HTMLElement {
  // Whatever a server sends, this leads to a phone and nowhere else.
  const href = /^(tel|sms):[\d+;?=&-]+$/.test(call.href) ? call.href : undefined;
  return h("a", { class: "call", href }, icon(ICONS.phone), call.label);
}
