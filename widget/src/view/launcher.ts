/** The button that opens the chat, with the number of messages that nobody has seen. */

import { fill, type Strings } from "../strings.ts";
import { h, icon, ICONS } from "./dom.ts";

export class Launcher {
  readonly #badge = h("span", { class: "badge", part: "badge", hidden: true, "aria-hidden": "true" });
  readonly #unread = h("span", { class: "spoken" });
  readonly element: HTMLButtonElement;

  constructor(
    private readonly strings: Strings,
    panelId: string,
    onToggle: () => void,
  ) {
    this.element = h(
      "button",
      { class: "launcher", part: "launcher", type: "button", "aria-haspopup": "dialog", "aria-controls": panelId, "aria-expanded": "false", onclick: onToggle },
      icon(ICONS.chat),
      h("span", {}, strings.launcher),
      this.#unread,
      this.#badge,
    );
  }

  show(isOpen: boolean, unread: number, needsHelp: boolean): void {
    const { strings } = this;
    this.element.setAttribute("aria-expanded", String(isOpen));
    this.#badge.hidden = isOpen || !(unread || needsHelp);
    this.#badge.textContent = needsHelp ? "!" : String(unread);
    const count = unread === 1 ? strings.unreadOne : fill(strings.unreadMany, { count: unread });
    const spoken = [needsHelp ? strings.emergencyAlert : "", unread ? count : ""].filter(Boolean);
    this.#unread.textContent = isOpen ? "" : spoken.join(" ");
  }
}
