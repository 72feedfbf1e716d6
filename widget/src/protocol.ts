/** The frames of docs/wire/widget-protocol.md. */

export const VERSION = 1;

export interface Button {
  title: string;
  payload: string;
}

export interface Checklist {
  kind: "checklist";
  about: string;
  question: string;
  items: { id: string; label: string }[];
  none: string;
  unsure: string;
}

export interface Scale {
  kind: "scale";
  about: string;
  question: string;
  minimum: number;
  maximum: number;
  low: string;
  high: string;
}

export interface Call {
  label: string;
  number: string;
  href: string;
}

export interface EmergencyCard {
  kind: "emergency";
  level: "emergency" | "crisis";
  heading: string;
  text: string;
  call: Call[];
}

export type Custom = Checklist | Scale | EmergencyCard | { kind?: undefined };

export interface BotMessage {
  id: string;
  text?: string;
  buttons?: Button[];
  custom?: Custom;
  image?: string;
  /** Not the assistant wrote it, but a person of the clinic; `label` says so in words. */
  speaker?: "person";
  label?: string;
}

export interface Message extends BotMessage {
  who: "user" | "bot";
  at?: number;
  /** Of what the assistant says; kept by the widget. */
  language?: string | undefined;
}

export interface Clinic {
  name: string;
  phone: string;
  emergency_number: string;
  crisis_number?: string;
}

export interface Session {
  token: string;
  is_new: boolean;
  language?: string;
  history: Message[];
  choices: string[];
  emergency: EmergencyCard | null;
  paused?: boolean;
  consent: { text: string | null; retention_days: number | null };
  clinic: Clinic;
  limits: { text: number };
}

export interface Say {
  id: string;
  text: string;
  payload?: string;
}

export interface Reply {
  turn_id: string;
  in_reply_to: string;
  messages: BotMessage[];
  /** Absent: nothing changes about them. */
  choices?: string[];
  emergency: EmergencyCard | null;
  language?: string;
  /** Absent: nothing changes about it. */
  paused?: boolean;
}

export type Refused = {
  ok: false;
  error: "rate" | "too_long" | "invalid" | "ended" | "failed";
  retry_after?: number;
};

export type SayAnswer = { ok: true; token: string } | Refused;

export interface Transcript {
  clinic: Clinic;
  begun_at: number;
  made_at: number;
  messages: Message[];
}

export type TranscriptAnswer = { ok: true; transcript: Transcript } | Refused;
export type ForgetAnswer = { ok: true; kept: boolean } | Refused;

/** What begins a conversation; it is sent by the widget and never shown as the person's words. */
export const GREETING = "/greet";
