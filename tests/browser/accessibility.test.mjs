/** axe-core finds nothing in any state and look. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { STATES } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

const LOOKS = {
  light: {},
  dark: { colorScheme: "dark" },
  forced: { forcedColors: "active" },
  narrow: { viewport: { width: 320, height: 640 } },
  // A window of 1280 x 1024 at 400 %.
  zoomed: { viewport: { width: 320, height: 256 } },
};

/** One conversation goes through all states, as a person's would. */
async function everyState(t, look) {
  const chat = new Chat(await t.open("/", { reducedMotion: "reduce", ...LOOKS[look] }));
  const found = [];
  for (const [state, reach] of Object.entries(STATES)) {
    await reach(chat, t);
    found.push(...(await chat.faults()).map((fault) => `${state}: ${fault}`));
  }
  assert.deepEqual(found, []);
}

test("axe finds nothing in any state, light", (t) => everyState(t, "light"));

test("axe finds nothing in any state, dark", (t) => everyState(t, "dark"));

test("axe finds nothing in any state, with forced colours", (t) => everyState(t, "forced"));

test("axe finds nothing in any state, 320 px wide", (t) => everyState(t, "narrow"));

test("axe finds nothing in any state, at 400 % zoom", (t) => everyState(t, "zoomed"));
