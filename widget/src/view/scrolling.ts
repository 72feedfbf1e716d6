/** Keeps the beginning of the newest turn in sight, and never moves what a person is reading. */

import { h, icon, ICONS } from "./dom.ts";

const NEAR_PX = 90;
const MARGIN_PX = 10;

export class Scrolling {
  readonly jump: HTMLButtonElement;
  #follows = true;

  /** In flow mode the panel scrolls as one; else the log alone. */
  constructor(
    private readonly log: HTMLElement,
    private readonly panel: HTMLElement,
    label: string,
  ) {
    this.jump = h("button", { class: "jump", type: "button", hidden: true, onclick: () => this.#onJump() }, icon(ICONS.down), label);
    for (const one of [log, panel]) one.addEventListener("scroll", () => this.#onScroll(), { passive: true });
  }

  /** Show a turn from its first element on; `always` is for the person's own doing. */
  reveal(first: HTMLElement | undefined, always: boolean): void {
    if (always || this.#follows) {
      const scroller = this.#scroller;
      const top = first ? this.#offset(first) - MARGIN_PX : scroller.scrollHeight;
      scroller.scrollTop = Math.min(top, scroller.scrollHeight - scroller.clientHeight);
    }
    this.#onScroll();
  }

  /** Where everything scrolls together, bring the emergency card into sight; tells whether it did. */
  revealCard(card: HTMLElement): boolean {
    if (this.#scroller !== this.panel) return false;
    const bar = card.previousElementSibling as HTMLElement | null;
    this.panel.scrollTop = card.offsetTop - (bar?.offsetHeight ?? 0);
    return true;
  }

  get #scroller(): HTMLElement {
    return getComputedStyle(this.log).overflowY === "visible" ? this.panel : this.log;
  }

  #offset(element: HTMLElement): number {
    const scroller = this.#scroller;
    return element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  get #below(): number {
    const scroller = this.#scroller;
    return scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  }

  #onScroll(): void {
    this.#follows = this.#below < NEAR_PX;
    const isFocused = this.jump.matches(":focus");
    this.jump.hidden = this.#follows && !isFocused;
  }

  #onJump(): void {
    const scroller = this.#scroller;
    scroller.scrollTop += Math.min(this.#below, scroller.clientHeight * 0.85);
  }
}
