/** The lines that are always in reach above the conversation: title, emergency number, connection. */

import type { Conversation } from "../conversation.ts";
import type { Status } from "../listener.ts";
import { fill, type Strings } from "../strings.ts";
import type { Announcer } from "./announcer.ts";
import { h, icon, ICONS } from "./dom.ts";
import { telephone } from "./text.ts";

export interface Header {
  element: HTMLElement;
  menu: HTMLButtonElement;
  close: HTMLButtonElement;
  setTitle(title: string): void;
  setSubtitle(subtitle: string): void;
}

export function header(
  strings: Strings,
  titleId: string,
  onMenu: () => void,
  onClose: () => void,
): Header {
  const title = h("h2", { id: titleId }, strings.title);
  const subtitle = h("p", {}, strings.subtitle);
  const menu = h("button", { type: "button", part: "menu", "aria-label": strings.menu, "aria-expanded": "false", onclick: onMenu }, icon(ICONS.menu));
  const close = h("button", { type: "button", part: "close", "aria-label": strings.close, onclick: onClose }, icon(ICONS.close));
  const element = h("div", { class: "head", part: "header" }, h("div", { class: "titles" }, title, subtitle), menu, close);
  return {
    element,
    menu,
    close,
    setTitle: (text) => (title.textContent = text),
    setSubtitle: (text) => (subtitle.textContent = text),
  };
}

/** "Not for emergencies": the number to tap, and the way out. */
export class SafetyBar {
  readonly #call: HTMLAnchorElement;
  readonly element: HTMLElement;

  constructor(
    private readonly strings: Strings,
    onExit: () => void,
  ) {
    this.#call = h("a", { part: "emergency-call" });
    const exit = h("button", { type: "button", part: "exit", onclick: onExit }, icon(ICONS.exit), strings.quickExit);
    exit.title = strings.quickExitHint;
    this.element = h("div", { class: "safety", part: "safety" }, h("p", {}, strings.emergencyBar, this.#call), exit);
    this.show("911");
  }

  show(number: string): void {
    this.#call.href = telephone(number);
    this.#call.replaceChildren(icon(ICONS.phone), fill(this.strings.callEmergency, { number }));
  }
}

/** What stands between the person and an answer, in words, with a phone to call instead. */
export class Notice {
  readonly #text = h("span");
  readonly #retry: HTMLButtonElement;
  readonly element: HTMLElement;
  #said = "";
  #before: Status = "idle";

  constructor(
    private readonly conversation: Conversation,
    private readonly strings: Strings,
    private readonly announcer: Announcer,
  ) {
    this.#retry = h("button", { type: "button", onclick: () => conversation.retry() }, strings.tryAgain);
    this.element = h("div", { class: "notice", part: "notice", hidden: true }, this.#text, " ", this.#retry);
  }

  show(isOpen: boolean): void {
    const { status } = this.conversation;
    const text = this.#words(status);
    this.element.hidden = !text;
    this.#retry.hidden = status !== "unreachable" && status !== "lost";
    if (text !== this.#said) {
      this.#said = text;
      this.#text.textContent = text;
      if (text && isOpen) this.announcer.say(text);
    }
    const wasAway = this.#before === "lost" || this.#before === "unreachable";
    if (wasAway && status === "online" && isOpen) this.announcer.say(this.strings.backOnline);
    this.#before = status;
  }

  #words(status: Status): string {
    const { strings, conversation } = this;
    if (status === "online") {
      if (conversation.outbox.hasFailed) return this.#byPhone();
      return conversation.isPaused ? strings.paused : "";
    }
    if (status === "connecting") return strings.connecting;
    if (status === "outdated") return `${strings.outdated} ${this.#byPhone()}`;
    if (status !== "lost" && status !== "unreachable") return "";
    const kept = conversation.outbox.hasUnsent ? strings.lost : strings.lostNothing;
    const isNew = !conversation.session;
    const first = isNew && !conversation.outbox.hasUnsent ? strings.unreachable : kept;
    return status === "unreachable" ? `${first} ${this.#byPhone()}` : first;
  }

  #byPhone(): string {
    const { phone, emergency_number: number = "911" } = this.conversation.clinic;
    const text = phone ? this.strings.byPhone : this.strings.byPhoneUnknown;
    return fill(text, { phone: phone ?? "", number });
  }
}
