/** The staff console's frame and core pages: keyboard, looks, script in values, coming in. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { faults } from "./harness/axe.mjs";
import { CONSOLE_PAGES, consolePage } from "./harness/console_pages.mjs";
import { PASSWORD, accounts, logIn, staff } from "./harness/staff.mjs";
import { test } from "./harness/world.mjs";

const ATTACK = `"><img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>`;

async function focused(page) {
  return page.evaluate(() => document.activeElement.labels?.[0]?.innerText ?? document.activeElement.innerText);
}

/** The code that an authenticator app shows for a secret in base 32. */
function codeOf(secret, ms = Date.now()) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret.replaceAll(" ", "")].map((letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const digest = createHmac("sha1", key).update(step).digest();
  const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

test("staff log in by keyboard alone and land where they wanted to go", async (t) => {
  await accounts(t.server);
  const page = await t.open("/staff/audit?staff=bo");
  assert.equal(await focused(page), "User name");
  await page.keyboard.type("admin");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/staff/audit?staff=bo");
  assert.match(await page.title(), /^(\(\d+\) )?Audit - Example Pain and Spine Clinic$/);
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to the page");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Who");
  assert.deepEqual(t.faults, []);
});

test("a first log-in leads through a new password and a second factor", async (t) => {
  await accounts(t.server);
  const page = await t.open("/staff/");
  await logIn(page, "newcomer");
  await page.getByRole("heading", { name: "Choose your password" }).waitFor();
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByLabel("New password", { exact: true }).fill("quite another phrase");
  await page.getByLabel("New password, again").fill("quite another phrase");
  await page.keyboard.press("Enter");
  await page.getByText("Your password was changed.").waitFor();
  await page.getByRole("link", { name: "Set up a second factor" }).click();
  await page.getByRole("button", { name: "Begin" }).click();
  const secret = await page.locator(".steps code").innerText();
  await page.getByLabel("Type the six digits").fill(codeOf(secret));
  await page.keyboard.press("Enter");
  await page.getByText("Your second factor is on").waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
  await logIn(page, "newcomer", "quite another phrase");
  // The next code: each one opens once.
  await page.getByLabel("Six digits from your authenticator app").fill(codeOf(secret, Date.now() + 30_000));
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "Console" }).waitFor();
});

async function everyPage(t, look) {
  const found = [];
  const pages = {};
  for (const wanted of CONSOLE_PAGES) {
    const role = wanted.role ?? "nobody";
    let page = pages[role];
    if (page) {
      await page.goto(new URL(wanted.address, t.url).href);
      await wanted.reach?.(page, t);
    } else page = pages[role] = await consolePage(t, wanted, staff, look);
    found.push(...(await faults(page)).map((fault) => `${wanted.name}: ${fault}`));
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) found.push(`${wanted.name}: is ${wider} px wider than the window`);
  }
  assert.deepEqual(found, []);
}

test("axe finds nothing on any page of the console, light", (t) => everyPage(t, {}));

test("axe finds nothing on any page of the console, dark on a tablet", (t) =>
  everyPage(t, { colorScheme: "dark", viewport: { width: 768, height: 1024 } }));

test("axe finds nothing on any page of the console, with forced colours at 400 % zoom", (t) =>
  everyPage(t, { forcedColors: "active", viewport: { width: 320, height: 256 } }));

test("script in a name never runs and pages break no policy", async (t) => {
  const page = await staff(t, "admin", "/staff/people");
  await page.getByLabel("User name").fill("mallory");
  await page.getByLabel("Name as others see it").fill(ATTACK);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("heading", { name: "One-time password for mallory" }).waitFor();
  await page.getByRole("link", { name: "Done" }).click();
  await page.getByRole("rowheader", { name: ATTACK }).waitFor();
  await page.goto(new URL(`/staff/audit/of?subject=${encodeURIComponent(ATTACK)}`, t.url).href);
  await page.goto(new URL("/staff/audit", t.url).href);
  await page.getByRole("link", { name: ATTACK }).first().waitFor();
  assert.equal(await page.evaluate(() => globalThis.ran), undefined);
  assert.deepEqual(t.faults, []);
  const elsewhere = t.requests.filter((address) => !address.startsWith(t.url));
  assert.deepEqual(elsewhere, []);
});

test("keys are listed under the question mark, work, and can be turned off", async (t) => {
  const page = await staff(t, "admin", "/staff/people");
  await page.keyboard.press("n");
  assert.equal(await focused(page), "User name");
  await page.keyboard.type("g?");
  assert.equal(await page.getByLabel("User name").inputValue(), "g?");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keys on this page" });
  await list.getByText("Add somebody").waitFor();
  await list.getByLabel("Keys are on").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("n");
  assert.notEqual(await focused(page), "User name");
  await page.keyboard.press("?");
  await list.getByLabel("Keys are on").check();
  await list.getByRole("button", { name: "Close" }).click();
  const audit = await page.getByRole("link", { name: "Audit", exact: true }).getAttribute("data-key");
  for (const key of audit.split(" ")) await page.keyboard.press(key);
  await page.waitForURL("**/staff/audit");
});

test("the numbers come anew by themselves and leave the focus where it is", async (t) => {
  await accounts(t.server);
  const context = await t.browser();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(new URL("/staff/log-in?next=/staff/account", t.url).href);
  await logIn(page, "viewer");
  const link = page.getByRole("link", { name: /^Queue/ });
  await link.focus();
  const asked = page.waitForResponse("**/staff/counts");
  await page.clock.fastForward(31_000);
  const answer = await asked;
  assert.equal(answer.request().headers()["x-backline-refresh"], "1");
  await page.waitForFunction(() => !document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling"));
  assert.match(await focused(page), /^Queue/);
  assert.deepEqual(t.faults, []);
});

test("an idle session warns before it ends and can be kept", async (t) => {
  await accounts(t.server);
  const context = await t.browser();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(new URL("/staff/log-in?next=/staff/account", t.url).href);
  await logIn(page, "viewer");
  await page.getByRole("heading", { name: "Vera Okoye" }).waitFor();
  await page.clock.fastForward(29.5 * 60_000);
  const stay = page.getByRole("button", { name: "Stay logged in" });
  await stay.waitFor();
  const told = page.waitForResponse("**/staff/alive");
  await stay.click();
  assert.equal((await told).status(), 204);
  await stay.waitFor({ state: "hidden" });
});

test("a session that ended elsewhere leads the whole window to the log-in", async (t) => {
  await accounts(t.server);
  const context = await t.browser();
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(new URL("/staff/log-in?next=/staff/account", t.url).href);
  await logIn(page, "viewer");
  await page.getByRole("heading", { name: "Vera Okoye" }).waitFor();
  await context.clearCookies({ name: "backline_staff" });
  await page.clock.fastForward(31_000);
  await page.waitForURL("**/staff/log-in");
});

test("the console works without script", async (t) => {
  const page = await staff(t, "admin", "/staff/audit", { javaScriptEnabled: false });
  await page.getByLabel("Result").selectOption("refused");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL("**result=refused**");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("heading", { name: "Staff log-in" }).waitFor();
});
