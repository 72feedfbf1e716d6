/** What a conversation tells whoever shows it. */

import type { EmergencyCard, Message } from "./protocol.ts";

export type Status = "idle" | "connecting" | "online" | "lost" | "unreachable" | "outdated";

export interface Listener {
  /** Anything changed: show the state anew. */
  changed(): void;
  /** The assistant said something while we were looking. */
  heard(messages: readonly Message[]): void;
  /** A new emergency card stands. */
  alarmed(card: EmergencyCard): void;
  /** The conversation is over, in this window or another. */
  ended(kept: boolean): void;
}
