/** Tells a screen reader what happened, apart from the visible conversation. */

import { h } from "./dom.ts";

/** Long enough for every reader to notice the text, short enough that nobody wanders into it. */
const SHOWN_MS = 2000;
/** A region must stand before its text comes, or some readers say nothing. */
const DELAY_MS = 120;

export class Announcer {
  readonly polite = h("div", { class: "spoken", role: "status", "aria-live": "polite", "aria-atomic": "false" });
  readonly assertive = h("div", { class: "spoken", role: "alert", "aria-live": "assertive" });

  say(...lines: string[]): void {
    this.#put(this.polite, lines);
  }

  /** For danger alone. */
  alarm(...lines: string[]): void {
    this.#put(this.assertive, lines);
  }

  #put(region: HTMLElement, lines: string[]): void {
    const twin = h("div", {}, ...lines.filter(Boolean).map((line) => h("p", {}, line)));
    setTimeout(() => {
      region.append(twin);
      setTimeout(() => twin.remove(), SHOWN_MS);
    }, DELAY_MS);
  }
}
