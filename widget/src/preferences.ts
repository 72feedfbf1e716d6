/** What a person chose for all their visits: kept in this browser, never sent. */

import { Store } from "./storage.ts";

export const TEXT_SIZES = [100, 125, 150, 200] as const;

interface Kept {
  textSize: number;
  sound: boolean;
}

const DEFAULTS: Kept = { textSize: 100, sound: false };

export class Preferences {
  readonly #store = new Store("localStorage", "backline:");
  #kept: Kept = { ...DEFAULTS, ...this.#store.get<Partial<Kept>>("preferences") };

  get textSize(): number {
    return this.#kept.textSize;
  }

  get sound(): boolean {
    return this.#kept.sound;
  }

  set(change: Partial<Kept>): void {
    this.#kept = { ...this.#kept, ...change };
    this.#store.set("preferences", this.#kept);
  }

  /** One step up or down; the same at the end. */
  stepTextSize(step: 1 | -1): void {
    const sizes: readonly number[] = TEXT_SIZES;
    const next = sizes[sizes.indexOf(this.textSize) + step];
    if (next) this.set({ textSize: next });
  }

  forget(): void {
    this.#kept = { ...DEFAULTS };
    this.#store.remove("preferences");
  }
}
