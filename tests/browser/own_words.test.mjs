/** What a person may do with their own words: agree first, keep a copy, delete, and leave. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { Chat } from "./harness/chat.mjs";
import { DANGER, OPENING } from "./harness/ways.mjs";
import { test } from "./harness/world.mjs";

test("nothing is sent before the person has read what is stored and agreed", async (t) => {
  const context = await t.browser();
  const page = await context.newPage();
  const sent = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(payload)));
  await page.goto(t.url);
  const chat = new Chat(page);
  await chat.launcher.waitFor();
  assert.deepEqual(sent, [], "no connection before the chat is opened");
  await chat.open();
  await chat.root.getByText(/What you write is stored/).waitFor();
  assert.match(await chat.panel.innerText(), /911/);
  assert.equal(await chat.input.isVisible(), false);
  await chat.button("No, thanks").click();
  assert.equal(await chat.panel.isVisible(), false);
  assert.ok(sent.every((frame) => !frame.includes('"say"')));
});

test("the emergency number is in reach in every state, and is called with one tap", async (t) => {
  const chat = new Chat(await t.open("/"));
  const call = chat.root.getByRole("link", { name: "Call 911" });
  await chat.open();
  assert.equal(await call.getAttribute("href"), "tel:911");
  await chat.button("Start the chat").click();
  await chat.say(OPENING);
  assert.equal(await call.isVisible(), true);
  await chat.button("Settings and help").click();
  assert.equal(await call.isVisible(), true);
  t.line.cut();
  await chat.button("Back").click();
  await chat.notice.waitFor();
  assert.equal(await call.isVisible(), true);
});

test("a copy to keep: as a file, and on paper alone", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  await chat.button("Settings and help").click();
  const [download] = await Promise.all([page.waitForEvent("download"), chat.button("Save my conversation").click()]);
  const text = await readFile(await download.path(), "utf8");
  assert.match(text, /^Example Pain and Spine Clinic\n555-0100\n/);
  assert.ok(text.includes(`You: ${OPENING}`));
  assert.ok(!text.includes("/greet"));

  await page.evaluate(() => (window.print = () => (window.printed = true)));
  await chat.button("Print my conversation").click();
  await page.waitForFunction(() => window.printed);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("heading", { level: 1 }).filter({ hasText: "Your back hurts" }).isVisible(), false);
  assert.equal(await page.locator("backline-print").getByText(OPENING).isVisible(), true);
  await page.emulateMedia({ media: "screen" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("backline-print").count(), 0);
  assert.equal(await page.locator("h1").isVisible(), true);
});

test("deleting asks first, deletes in every window, and a new chat knows nothing", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  const token = await page.evaluate(() => Object.entries(sessionStorage).find(([key]) => key.endsWith("token")));
  await chat.button("Settings and help").click();
  await chat.button("Delete my conversation").click();
  await chat.button("No, keep it").click();
  await chat.button("Delete my conversation").click();
  await chat.button("Yes, delete it").click();
  await chat.root.getByText("Your conversation is deleted.").first().waitFor();
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => /token|queue/.test(key))), []);
  await chat.button("Start a new chat").click();
  await chat.button("Start the chat").click();
  await chat.button("My back hurts").waitFor();
  assert.deepEqual(await chat.own(), []);

  // The old token, put back by hand, opens nothing.
  await page.evaluate(([key, value]) => sessionStorage.setItem(key, value), token);
  await page.reload();
  await chat.open();
  await chat.button("My back hurts").waitFor();
  assert.deepEqual(await chat.own(), []);
});

test("deleting with an emergency keeps the card until the person puts it away", async (t) => {
  const chat = new Chat(await t.open("/"));
  await chat.begin();
  await chat.say(DANGER);
  await chat.card.waitFor();
  await chat.button("Settings and help").click();
  await chat.button("Delete my conversation").click();
  await chat.button("Yes, delete it").click();
  await chat.root.getByText("The clinic keeps what it needs to help you.").first().waitFor();
  await chat.card.getByRole("link").first().waitFor();
  await chat.card.getByRole("button", { name: "Put this away" }).click();
  await chat.card.waitFor({ state: "detached" });
});

test("quick exit leaves at once, leaves nothing behind, and cannot be undone with the back button", async (t) => {
  const page = await t.open(`${t.pages.url}/other.html`);
  await page.goto(t.url);
  const chat = new Chat(page);
  await chat.begin();
  await chat.say(OPENING);
  await page.evaluate(() => document.querySelector("backline-chat").setAttribute("exit-url", "/version"));
  await chat.button("Quick exit").click();
  await page.waitForURL("**/version");
  assert.deepEqual(await page.evaluate(() => ({ ...sessionStorage, ...localStorage })), {});
  await page.goBack();
  assert.match(page.url(), /other\.html$/);
});

test("text size and sound are kept for the next visit; sound is off at first", async (t) => {
  const page = await t.open("/");
  const chat = new Chat(page);
  await chat.begin();
  await chat.button("Settings and help").click();
  const sound = chat.root.getByRole("checkbox", { name: "Sound" });
  assert.equal(await sound.isChecked(), false);
  await sound.check();
  await chat.button("Larger text").click();
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await chat.begin();
  assert.equal(await chat.input.evaluate((one) => getComputedStyle(one).fontSize), "20px");
  await chat.button("Settings and help").click();
  assert.equal(await sound.isChecked(), true);
});
