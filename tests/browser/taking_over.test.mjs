/** From a visitor's danger to the person who answers: widget and console side by side. */

import assert from "node:assert/strict";
import { faults } from "./harness/axe.mjs";
import { Chat } from "./harness/chat.mjs";
import { staff } from "./harness/staff.mjs";
import { DANGER, OPENING } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

/** The staff's page on the item that a visitor has just caused, the newest of the queue. */
async function itemOf(t, role = "reviewer") {
  const page = await staff(t, role, "/staff/queue");
  await page.locator("[data-row]").last().waitFor();
  const links = await page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.getAttribute("href")));
  const newest = Math.max(...links.map((link) => Number(link.split("/").at(-1))));
  await page.goto(new URL(`/staff/queue/${newest}`, t.url).href);
  return page;
}

/** From the item to the chat, and into it by key: the item has the same key, so the chat must be there. */
async function takeOver(page) {
  await page.getByRole("link", { name: "Write to them" }).click();
  await page.getByRole("button", { name: "Take over" }).waitFor();
  await page.waitForLoadState("load");
  await page.keyboard.press("w");
}

test("a person answers in the chat, and the visitor sees who writes", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(DANGER);
  await chat.card.waitFor();
  await chat.listen();
  const page = await itemOf(t);
  await takeOver(page);
  await page.getByText("You are in this chat.").waitFor();
  await chat.notice.getByText("A person from the clinic writes here now").waitFor();
  await chat.panel.getByText("A person from the clinic is here").waitFor();
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press("r");
  await page.keyboard.type("Are you <b>alone</b>?");
  await page.getByRole("button", { name: "Send" }).click();
  const words = chat.log.locator("li.person").getByText("Are you <b>alone</b>?");
  await words.waitFor();
  assert.match((await chat.said()).at(-1), /^A person from the clinic Are you <b>alone<\/b>\?$/);
  // Read out a moment after it is shown.
  await chat.page.waitForFunction(() =>
    globalThis.heard.polite.some((line) => line.includes("A person from the clinic: Are you")),
  );
  assert.deepEqual(await chat.faults(), []);
  await chat.say("no, my son is here", { wait: false });
  await page.locator("#said").getByText("no, my son is here").waitFor();
  await chat.page.reload();
  await chat.launcher.waitFor();
  if (!(await chat.panel.isVisible())) await chat.open();
  await words.waitFor();
  await page.getByRole("button", { name: "Hand back to the program" }).click();
  await page.getByText("Handed back").waitFor();
  await chat.log.getByText("computer program again").waitFor();
  assert.equal(await chat.notice.isVisible(), false);
  assert.deepEqual(t.faults, []);
});

test("what is half typed stays while the chat goes on around it", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(DANGER);
  await chat.card.waitFor();
  const page = await itemOf(t);
  await takeOver(page);
  const field = page.getByLabel("Your words to the visitor");
  await field.fill("I am just look");
  await chat.say("hello?", { wait: false });
  await page.locator("#said").getByText("hello?").waitFor();
  assert.equal(await field.inputValue(), "I am just look");
  assert.equal(await field.evaluate((one) => one === document.activeElement), true);
});

test("an item of the queue is opened and closed by keyboard, and new ones appear by themselves", async (t) => {
  const page = await staff(t, "reviewer", "/staff/queue");
  const count = await page.locator("[data-row]").count();
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(DANGER);
  await page.locator("[data-row]").nth(count).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Close it" }).waitFor();
  assert.deepEqual(await faults(page), []);
  // The key leads to the outcomes and chooses none: what came of an emergency is nobody's default.
  await page.keyboard.press("x");
  assert.equal(await page.getByRole("radio", { checked: true }).count(), 0);
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByText(/Item \d+ is closed: Reached: on the way/).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "Closed items" }).waitFor();
  assert.deepEqual(await faults(page), []);
  assert.deepEqual(t.faults, []);
});

test("the program's answers are no person's", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(OPENING);
  assert.equal(await chat.log.locator("li.person").count(), 0);
  await chat.panel.getByText("A computer program, not a person").waitFor();
});
