/** The emergency that stands: kept in this window, so that it is there without a server. */

import type { EmergencyCard } from "./protocol.ts";
import type { Store } from "./storage.ts";

export class StandingCard {
  card: EmergencyCard | null;
  /** It belongs to a conversation that the person deleted: they may put it away. */
  isLeft: boolean;

  constructor(private readonly store: Store) {
    this.card = store.get<EmergencyCard>("emergency") ?? null;
    this.isLeft = store.get<boolean>("left") ?? false;
  }

  /** Take what the server says; true for a card that was not announced before. */
  take(card: EmergencyCard | null, isNewSession: boolean): boolean {
    // The session after a deletion knows nothing of the card that was left.
    if (!card && this.isLeft && isNewSession) return false;
    if (card || this.card) this.#set(card, false);
    const text = JSON.stringify(card);
    if (!card || text === this.store.get<string>("announced")) return false;
    this.store.set("announced", text);
    return true;
  }

  /** The conversation is deleted: what stood stays until it is put away. */
  leave(): void {
    if (this.card) this.#set(this.card, true);
  }

  putAway(): void {
    if (this.isLeft) this.#set(null, false);
  }

  /** Forget it in this browser. */
  clear(): void {
    this.#set(null, false);
  }

  #set(card: EmergencyCard | null, isLeft: boolean): void {
    this.card = card;
    this.isLeft = isLeft;
    if (card) this.store.set("emergency", card);
    else this.store.remove("emergency", "announced");
    if (isLeft) this.store.set("left", true);
    else this.store.remove("left");
  }
}
