/** A day of the clinic's staff at the console, by keyboard, over a small demonstration. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { proposals } from "./harness/proposals.mjs";
import { Server } from "./harness/server.mjs";
import { PASSWORD, staff } from "./harness/staff.mjs";
import { test } from "./harness/world.mjs";

const ATTACK = `<img src=x onerror="globalThis.ran=1">`;
const SCREEN_MS = 60_000;
const MONTH_BACK = 31;

async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Put the focus there as Tab would, and press Enter. */
async function enter(locator) {
  await locator.focus();
  await locator.press("Enter");
}

async function told(page, words) {
  await page.getByRole("status").getByText(words).waitFor();
}

async function closeTheMostUrgent(page) {
  await press(page, "j");
  assert.match(await page.evaluate(() => document.activeElement.innerText), /^Crisis/);
  await press(page, "Enter");
  await page.getByRole("heading", { name: "Close it" }).waitFor();
  await press(page, "x", "Space", "ArrowDown", "Tab");
  await page.keyboard.type(`With a friend ${ATTACK}`);
  await press(page, "Tab", "Enter");
  await told(page, /is closed: Reached: with the crisis line/);
}

async function reviewTen(page) {
  await press(page, ...(await page.getByRole("link", { name: "Review", exact: true }).getAttribute("data-key")).split(" "));
  await page.getByRole("heading", { name: "To do, by risk" }).waitFor();
  await press(page, "j", "Enter");
  await page.getByRole("heading", { name: "Was it right?" }).waitFor();
  const seen = new Set();
  for (let number = 0; number < 10; number++) {
    const here = page.url();
    seen.add(here);
    if (number === 3) {
      await press(page, "h");
      await page.keyboard.type("This is to be seen sooner.");
      await press(page, "Tab", "Tab", "Enter");
    } else await press(page, "a");
    await page.waitForURL((address) => address.href !== here);
    await page.getByRole("heading", { level: 1 }).waitFor();
  }
  assert.equal(seen.size, 10);
}

async function correctOne(page) {
  // In what waits for review, too, j goes to the first message.
  await press(page, "j");
  assert.equal(await page.evaluate(() => document.activeElement.closest("[data-row]")?.id.startsWith("turn-")), true);
  await press(page, "c");
  await page.getByRole("heading", { name: "Correct a message" }).waitFor();
  await press(page, "i");
  await page.keyboard.type("gree");
  await press(page, "Escape", "s");
  await page.getByRole("heading", { name: "Look before it is kept" }).waitFor();
  await press(page, "r", "s");
  await told(page, "Kept. It stands under Corrections.");
}

async function proposeAThreshold(page, there) {
  await page.goto(new URL("/staff/protocol", there.url).href);
  await press(page, "n");
  const field = page.getByLabel("Severe pain, points");
  await field.focus();
  await press(page, "ControlOrMeta+a");
  await page.keyboard.type("9");
  await page.getByLabel("Why").focus();
  await page.keyboard.type("Pain of 8 was sent in too often.");
  await press(page, "Tab", "Enter");
  await page.getByText("threshold severe_pain: 8 -> 9 points").waitFor();
  await proposals(there.server, "search");
  await page.getByRole("link", { name: "Who would move" }).waitFor({ timeout: SCREEN_MS });
  await approve(page, { reason: "Read them on paper." });
  await page.getByText("It needs one more name.").waitFor();
  return page.url();
}

async function approve(page, { reason }) {
  const why = page.getByLabel("Why they need not be read");
  await why.focus();
  await page.keyboard.type(reason);
  const tick = page.getByLabel("I have read the combinations");
  if (await tick.count()) await tick.press("Space");
  await page.getByLabel("Your password").focus();
  await page.keyboard.type(PASSWORD);
  await press(page, "Enter");
}

async function exportMonth(page, there) {
  const begins = { csv: /^\uFEFF?conversation,/, json: /^\[/, html: /^<!doctype html>/ };
  for (const [form, beginning] of Object.entries(begins)) {
    await page.goto(new URL("/staff/records", there.url).href);
    await page.getByLabel("As", { exact: true }).selectOption(form);
    const waiting = page.waitForEvent("download");
    await enter(page.getByRole("button", { name: "Export" }));
    const file = await waiting;
    assert.ok(file.suggestedFilename().endsWith(`.${form}`));
    assert.match(await readFile(await file.path(), "utf8"), beginning);
  }
}

async function workBookings(page) {
  page.on("dialog", (question) => question.accept());
  await press(page, "b");
  const times = page.getByLabel(/^Free on/);
  await times.focus();
  await press(page, "ArrowDown");
  await page.getByLabel("Name").focus();
  await page.keyboard.type("Ada Brown");
  await press(page, "Enter");
  await told(page, /^Booked\. The reference is BL-/);
  await times.focus();
  await press(page, "ArrowDown", "ArrowDown", "Tab", "Enter");
  await told(page, "Moved.");
  await page.getByLabel("Why", { exact: true }).focus();
  await page.keyboard.type("Called off by phone");
  await press(page, "Enter");
  await told(page, "Cancelled. The time is free again.");
  await press(page, "u");
  await page.getByRole("link", { name: "Day before" }).waitFor();
  for (let day = 0; day < MONTH_BACK; day++) {
    const here = page.url();
    await press(page, "p");
    await page.waitForURL((address) => address.href !== here);
    if (await page.getByText("attended", { exact: true }).count()) break;
  }
  await page.locator("tr", { hasText: "attended" }).locator("[data-row]").first().press("Enter");
  await enter(page.getByRole("button", { name: "They did not come" }));
  await told(page, "Noted.");
}

test("the whole way through the console by keyboard: queue, reviews, correction, protocol, bookings, export", async (t) => {
  const server = new Server();
  try {
    await server.start();
    const url = `http://127.0.0.1:${server.port}`;
    const there = { server, url, open: (address, options) => t.open(new URL(address, url).href, options) };
    const [page] = await Promise.all([
      staff(there, "reviewer", "/staff/queue"),
      server.command("demo", "--conversations", "12"),
      proposals(server, "people"),
    ]);
    // The running server would find the conversations one after the other, beside the walk.
    await server.command("index", "update");
    await page.reload();
    await closeTheMostUrgent(page);
    await reviewTen(page);
    await correctOne(page);
    const change = await proposeAThreshold(page, there);
    const admin = await staff(there, "admin", new URL(change).pathname);
    await approve(admin, { reason: "Read them with my colleague." });
    await admin.getByText("Both names are there").waitFor();
    await exportMonth(admin, there);
    const scheduler = await staff(there, "scheduler", "/staff/bookings");
    await workBookings(scheduler);
    for (const [address, words] of [["figures", "What was decided"], ["audit", "queue.close"], ["audit", "records.export"]]) {
      await admin.goto(`${url}/staff/${address}`);
      await admin.locator("h2, td").getByText(words, { exact: true }).first().waitFor();
    }
    await page.goto(`${url}/staff/queue/closed`);
    await page.getByText(`With a friend ${ATTACK}`).waitFor();
    for (const one of [page, admin, scheduler]) assert.equal(await one.evaluate(() => globalThis.ran), undefined);
    assert.deepEqual(t.faults, []);
  } finally {
    await server.close();
  }
});
