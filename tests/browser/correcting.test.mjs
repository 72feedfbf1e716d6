/** Correcting a message by keyboard alone, from the transcript to the files; nothing in it runs. */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { faults } from "./harness/axe.mjs";
import { staff } from "./harness/staff.mjs";
import { test } from "./harness/world.mjs";

const ATTACK = `<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;
const WORDS = `my name is Ada Brown, my back hurts since two weeks ${ATTACK}`;

/** Write as somebody on the web, and open the transcript as a reviewer. */
async function transcript(t, sender) {
  const page = await staff(t, "reviewer", "/staff/corrections");
  for (const message of ["hello there", WORDS]) {
    const answer = await page.request.post(new URL("/webhooks/rest/webhook", t.url).href, { data: { sender, message } });
    assert.ok(answer.ok());
  }
  await page.goto(new URL(`/staff/transcripts/one?conversation=${sender}`, t.url).href);
  return page;
}

async function focusedId(page) {
  return page.evaluate(() => document.activeElement.id);
}

test("a message is corrected by keyboard alone, seen before it is kept, and taken as files", async (t) => {
  const page = await transcript(t, `keys-${Date.now()}`);
  // Row by row to the second message; the key of a row is the one in which the focus is.
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "Correct a message" }).waitFor();
  const text = page.getByLabel("The words, without");
  assert.doesNotMatch(await text.inputValue(), /Ada|Brown/);
  assert.match(await text.inputValue(), /my back hurts since two weeks/);
  await page.getByText("Brown", { exact: true }).waitFor();
  await page.keyboard.press("i");
  assert.equal(await focusedId(page), "intent");
  await page.keyboard.type("inform_d");
  assert.equal(await page.getByLabel("What the person wanted").inputValue(), "inform_duration");
  await page.keyboard.press("Escape");
  await page.keyboard.press("d");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("13");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Look before it is kept" }).waitFor();
  assert.match(await page.getByLabel("Example for training").innerText(), /- intent: inform_duration/);
  assert.match(await page.getByLabel("Suite").innerText(), /low: 13, high: 14/);
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press("s");
  assert.equal(await page.getByRole("heading", { name: "Look before it is kept" }).count(), 1, "not without having read it");
  await page.keyboard.press("r");
  await page.keyboard.press("s");
  await page.getByText("Kept. It stands under Corrections.").waitFor();
  await page.getByText("corrected", { exact: true }).waitFor();
  await page.goto(new URL("/staff/corrections", t.url).href);
  const download = page.waitForEvent("download");
  await page.keyboard.press("e");
  const file = await readFile(await (await download).path(), "utf8");
  assert.match(file, /^version: "3\.1"$/m);
  assert.doesNotMatch(file, /Ada|Brown/);
  await page.getByRole("link", { name: /^As a story/ }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "A correction as a story" }).waitFor();
  await page.keyboard.press("r");
  await page.keyboard.press("s");
  await page.getByText(/^The story of correction/).waitFor();
  await page.getByRole("link", { name: /^Story file/ }).first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.deepEqual(t.faults, []);
});
