/** A change of the protocol: proposed, replayed, read and approved by two people. */

import assert from "node:assert/strict";
import { faults } from "./harness/axe.mjs";
import { proposals } from "./harness/proposals.mjs";
import { PASSWORD, staff } from "./harness/staff.mjs";
import { test } from "./harness/world.mjs";

async function approve(page, { password = PASSWORD } = {}) {
  const tick = page.getByLabel("I have read the combinations");
  if (await tick.count()) await tick.check();
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: /^Approve change/ }).click();
}

test("a threshold is proposed, replayed over conversations, and approved by two", async (t) => {
  const page = await staff(t, "reviewer", "/staff/protocol");
  await proposals(t.server, "people");
  await page.keyboard.press("n");
  await page.getByLabel("Severe pain, points").fill("nine");
  await page.getByLabel("Why").fill("Pain of 8 was sent in too often.");
  await page.getByRole("button", { name: "Propose it" }).click();
  await page.getByRole("alert").getByText("severe_pain: 'nine' is no number").waitFor();
  assert.equal(await page.getByLabel("Why").inputValue(), "Pain of 8 was sent in too often.");
  assert.deepEqual(await faults(page), []);
  await page.getByLabel("Severe pain, points").fill("9");
  await page.getByRole("button", { name: "Propose it" }).click();
  await page.getByText("threshold severe_pain: 8 -> 9 points").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Approve/ }).count(), 0);
  await proposals(t.server, "search");
  // It comes by itself: nobody reloads.
  await page.getByRole("button", { name: /^Approve/ }).waitFor();
  assert.deepEqual(await faults(page), []);
  const address = page.url();

  await page.getByRole("link", { name: "Who would move" }).click();
  assert.deepEqual(await faults(page), []);
  for (const box of await page.getByRole("checkbox", { name: /^Read/ }).all()) await box.check();
  const conversation = await page.locator("[data-row]").first().getAttribute("href");
  await page.getByRole("button", { name: "Keep what I have read" }).click();
  await page.getByText("You have read them all.").waitFor();
  await page.goto(new URL(conversation, t.url).href);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.goto(address);
  await approve(page, { password: "another one" });
  await page.getByRole("alert").getByText("Your present password is wrong.").waitFor();
  await approve(page);
  await page.getByText("It needs one more name.").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Approve/ }).count(), 0);

  const other = await staff(t, "admin", new URL(address).pathname, { colorScheme: "dark" });
  await approve(other);
  await other.getByRole("alert").getByText("Read every conversation").waitFor();
  await other.getByLabel("Why they need not be read").fill("Read them with my colleague.");
  assert.deepEqual(await faults(other), []);
  await approve(other);
  await other.getByText("Both names are there").waitFor();
  const waiting = other.waitForEvent("download");
  await other.getByRole("link", { name: "Download the change" }).click();
  assert.match((await waiting).suggestedFilename(), /^protocol-.*\.zip$/);
  assert.deepEqual(t.faults.filter((fault) => !/status of (401|409|422)/.test(fault)), []);
});
