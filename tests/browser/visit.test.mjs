/** A visit as a person has it: booked in the chat, moved and called off behind its link. */

import assert from "node:assert/strict";
import { Chat } from "./harness/chat.mjs";
import { test } from "./harness/world.mjs";

const EIGHT_WEEKS =
  "my back has ached for eight weeks, desk job, just sore, a 3, no pain in the legs, I can do everything, about the same, I'm 48";
const TO_THE_TIMES = ["yes that's right", "yes please"];
const TO_THE_VISIT = ["2", "Ada Brown", "skip", "212-555-0142", "yes"];

test("a visit that is booked in the chat is moved and called off behind its link", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(EIGHT_WEEKS);
  await chat.tick("None of these");
  await chat.root.getByText("A few more things").waitFor();
  await chat.tick("None of these");
  for (const text of [...TO_THE_TIMES, ...TO_THE_VISIT]) await chat.say(text);

  const link = chat.root.getByRole("link", { name: "See, move or call off your visit" });
  const [visit] = await Promise.all([page.context().waitForEvent("page"), link.click()]);
  await visit.getByText("Your visit is booked.").waitFor();
  assert.equal(new URL(visit.url()).origin, new URL(t.url).origin);
  assert.deepEqual(await chat.faults(), []);

  await visit.getByRole("link", { name: "Move this visit" }).click();
  await visit.getByRole("radio").last().check();
  await visit.getByRole("button", { name: "Move my visit" }).click();
  await visit.getByText("Your visit was moved.").waitFor();

  await visit.getByRole("link", { name: "Cancel this visit" }).click();
  await visit.getByRole("button", { name: "Yes, cancel my visit" }).click();
  await visit.getByText("This visit is cancelled.").waitFor();
  await chat.say("when is my visit?");
  assert.match((await chat.said()).at(-1), /is called off, so you have none to come/);
});
