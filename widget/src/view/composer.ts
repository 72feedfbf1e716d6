/** Where the person writes. */

import { fill, type Strings } from "../strings.ts";
import { h, icon, ICONS, uniqueId } from "./dom.ts";

const TALLEST_PX = 160;

export class Composer {
  readonly element: HTMLFormElement;
  readonly #field: HTMLTextAreaElement;
  readonly #error: HTMLElement;
  limit = 4000;

  constructor(
    private readonly strings: Strings,
    onSay: (text: string) => void,
  ) {
    const id = uniqueId();
    const errorId = uniqueId();
    this.#field = h("textarea", {
      id,
      part: "input",
      rows: 1,
      placeholder: strings.placeholder,
      autocomplete: "off",
      enterkeyhint: "send",
      "aria-describedby": errorId,
    });
    this.#error = h("p", { class: "error", id: errorId, role: "status" });
    this.element = h(
      "form",
      { class: "composer", part: "composer", novalidate: true },
      h("div", { class: "field" }, h("label", { class: "spoken", for: id }, strings.input), this.#field, this.#error),
      h("button", { class: "send", part: "send", type: "submit", "aria-label": strings.send }, icon(ICONS.send)),
    );
    this.#field.addEventListener("input", () => this.#onInput());
    this.#field.addEventListener("keydown", (event) => {
      // While a character is being composed, Enter belongs to the keyboard.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.element.requestSubmit();
    });
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit(onSay);
    });
  }

  get text(): string {
    return this.#field.value;
  }

  set text(text: string) {
    this.#field.value = text;
    this.#onInput();
  }

  focus(): void {
    this.#field.focus();
  }

  #submit(onSay: (text: string) => void): void {
    const text = this.#field.value.trim();
    if (!text || this.#showExcess()) return this.#field.focus();
    this.#field.value = "";
    this.#onInput();
    onSay(text);
  }

  #onInput(): void {
    this.#showExcess();
    this.#field.style.height = ""; // Through the object model: a style attribute would need a CSP hole.
    const { scrollHeight, clientHeight, offsetHeight } = this.#field;
    if (scrollHeight > clientHeight) {
      this.#field.style.height = `${Math.min(TALLEST_PX, scrollHeight + offsetHeight - clientHeight)}px`;
    }
  }

  #showExcess(): boolean {
    const excess = this.#field.value.trim().length - this.limit;
    const text = excess > 0 ? fill(this.strings.tooLong, { count: excess }) : "";
    if (this.#error.textContent !== text) this.#error.textContent = text;
    this.#field.setAttribute("aria-invalid", String(excess > 0));
    return excess > 0;
  }
}
