/** Text size, sound, own copy, deletion, what is stored, and the clinic's phone: in one place. */

import type { Conversation } from "../conversation.ts";
import { copyOf, print, save } from "../copy.ts";
import type { Preferences } from "../preferences.ts";
import { chime } from "../sound.ts";
import { fill, type Strings } from "../strings.ts";
import type { Announcer } from "./announcer.ts";
import { consentFacts } from "./consent.ts";
import { h, spoken, uniqueId } from "./dom.ts";
import { telephone } from "./text.ts";

export interface SettingsParts {
  conversation: Conversation;
  strings: Strings;
  preferences: Preferences;
  announcer: Announcer;
  /** The text size changed, or the sheet wants to go. */
  onTextSize(): void;
  onDone(): void;
}

export class Settings {
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  readonly #note = h("p", { class: "hint", role: "status" });

  constructor(private readonly parts: SettingsParts) {
    const strings = this.#strings;
    const id = uniqueId();
    this.heading = h("h3", { id, tabindex: -1 }, strings.menu);
    const rows = [this.#phone(), this.#textSize(), this.#sound(), this.#copy(), this.#forget(), this.#privacy()];
    this.element = h(
      "section",
      { class: "sheet", part: "settings", "aria-labelledby": id },
      this.heading,
      h("ul", { class: "rows" }, ...rows.flat().map((row) => h("li", {}, row))),
      this.#note,
      h("div", { class: "actions" }, button("secondary", strings.back, parts.onDone)),
    );
  }

  get #strings(): Strings {
    return this.parts.strings;
  }

  #phone(): HTMLElement[] {
    const { name = "", phone } = this.parts.conversation.clinic;
    if (!phone) return [];
    const label = fill(this.#strings.callClinic, { name });
    return [h("a", { class: "row", href: telephone(phone) }, label, h("strong", {}, phone))];
  }

  #textSize(): HTMLElement {
    const strings = this.#strings;
    const { preferences, onTextSize } = this.parts;
    const now = h("span", { "aria-hidden": "true" }, `${preferences.textSize} %`);
    const step = (by: 1 | -1) => (): void => {
      preferences.stepTextSize(by);
      now.textContent = `${preferences.textSize} %`;
      this.parts.announcer.say(fill(strings.textSizeNow, { percent: preferences.textSize }));
      onTextSize();
    };
    const smaller = h("button", { type: "button", onclick: step(-1) }, "A−", spoken(strings.smaller));
    const larger = h("button", { type: "button", onclick: step(1) }, "A+", spoken(strings.larger));
    return h(
      "div",
      { class: "row", role: "group", "aria-label": strings.textSize },
      h("span", {}, strings.textSize),
      h("span", { class: "stepper" }, smaller, now, larger),
    );
  }

  #sound(): HTMLElement {
    const strings = this.#strings;
    const { preferences } = this.parts;
    const box = h("input", { type: "checkbox" });
    box.checked = preferences.sound;
    box.addEventListener("change", () => {
      preferences.set({ sound: box.checked });
      if (box.checked) chime();
    });
    return h("label", { class: "row" }, strings.sound, box);
  }

  #copy(): HTMLElement[] {
    const strings = this.#strings;
    const { conversation } = this.parts;
    const take = (use: typeof save, done: string) => async (): Promise<void> => {
      const copy = await copyOf(conversation, strings);
      use(copy);
      this.#note.textContent = copy.isComplete ? done : strings.transcriptFailed;
    };
    return [
      button("row", strings.save, () => void take(save, strings.saved)()),
      button("row", strings.print, () => void take(print, "")()),
    ];
  }

  #forget(): HTMLElement {
    const strings = this.#strings;
    const { conversation } = this.parts;
    const ask = button("row danger", strings.forget, () => this.#open(ask, sure, yes));
    const yes = button("primary", strings.forgetYes, () => {
      void conversation.forget().then((done) => {
        if (!done) this.#note.textContent = strings.forgetFailed;
      });
    });
    const no = button("secondary", strings.forgetNo, () => this.#close(ask, sure));
    const sure = h("div", { hidden: true }, h("p", {}, strings.forgetAsk), h("div", { class: "actions" }, yes, no));
    ask.setAttribute("aria-expanded", "false");
    return h("div", {}, ask, sure);
  }

  #privacy(): HTMLElement {
    const strings = this.#strings;
    const { conversation } = this.parts;
    const facts = h("div", { hidden: true }, consentFacts(conversation, strings));
    const toggle = button("row", strings.privacy, () => {
      if (facts.hidden) this.#open(toggle, facts, toggle);
      else this.#close(toggle, facts);
    });
    toggle.setAttribute("aria-expanded", "false");
    return h("div", {}, toggle, facts);
  }

  #open(control: HTMLElement, content: HTMLElement, focus: HTMLElement): void {
    content.hidden = false;
    control.setAttribute("aria-expanded", "true");
    focus.focus();
  }

  #close(control: HTMLElement, content: HTMLElement): void {
    content.hidden = true;
    control.setAttribute("aria-expanded", "false");
    control.focus();
  }
}

function button(kind: string, label: string, onclick: () => void): HTMLButtonElement {
  return h("button", { class: kind, type: "button", onclick }, label);
}
