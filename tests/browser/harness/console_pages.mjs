/**
 * The pages of the console, as data: axe looks at each in several looks (console.test.mjs), and
 * `make pictures` takes their pictures into docs/console.
 *
 * name: the picture's; address; role: who looks (none: nobody is logged in); reach: what to do
 * on the page first; full: the whole length of the page in the picture; looks: which pictures are
 * taken, of desktop, tablet and dark (none named: all three).
 * Add the pages of your panel here.
 */

import { openChange } from "./proposals.mjs";

/** Open the first row of a list, where there is one. */
async function openFirst(page) {
  const first = page.locator("[data-row]").first();
  if (!(await first.count())) return;
  await first.locator("a").or(first.and(page.locator("a"))).first().click();
  await page.waitForLoadState();
}

/** Write a message as somebody on the web, and open its transcript; nothing else is needed of it. */
async function openMessage(page, t) {
  const sender = `corrected-${Date.now()}`;
  const message = "Hi, my name is Ada Brown, my back hurts since two weeks, no fever";
  const answer = await page.request.post(new URL("/webhooks/rest/webhook", t.url).href, { data: { sender, message } });
  await answer.json();
  await page.goto(new URL(`/staff/transcripts/one?conversation=${sender}`, t.url).href);
}

async function openCorrection(page, t) {
  await openMessage(page, t);
  await page.getByRole("link", { name: "Correct message 1" }).click();
  await page.getByRole("heading", { name: "Correct a message" }).waitFor();
}

async function openPreview(page, t) {
  await openCorrection(page, t);
  await page.getByRole("button", { name: "Look at it before it is kept" }).click();
  await page.getByRole("heading", { name: "Look before it is kept" }).waitFor();
}

async function keepOne(page, t) {
  await openPreview(page, t);
  await page.getByLabel("I have read the words").check();
  await page.getByRole("button", { name: "Keep it", exact: true }).click();
  await page.goto(new URL("/staff/corrections", t.url).href);
}

async function openStory(page, t) {
  await keepOne(page, t);
  await page.getByRole("link", { name: /^As a story/ }).first().click();
  await page.getByRole("heading", { name: "A correction as a story" }).waitFor();
}

export const CONSOLE_PAGES = [
  { name: "log-in", address: "/staff/log-in" },
  {
    name: "log-in-refused",
    looks: ["desktop"],
    address: "/staff/log-in",
    reach: async (page) => {
      await page.getByLabel("User name").fill("nobody-of-us");
      await page.getByLabel("Password").fill("a guess");
      await page.getByRole("button", { name: "Log in" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "staff", address: "/staff/people", role: "admin" },
  {
    name: "keys",
    looks: ["desktop"],
    address: "/staff/people",
    role: "admin",
    reach: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys on this page" }).waitFor();
    },
  },
  { name: "audit", address: "/staff/audit", role: "admin" },
  {
    name: "audit-of",
    looks: ["desktop"],
    address: "/staff/audit/of?subject=newcomer",
    role: "viewer",
    // Who looks who has looked has looked, too.
    reach: (page) => page.reload(),
  },
  { name: "account", address: "/staff/account", role: "viewer" },
  { name: "password", looks: ["desktop"], address: "/staff/account/password", role: "viewer" },
  {
    name: "second-factor",
    address: "/staff/account/second-factor",
    role: "viewer",
    reach: async (page) => {
      const begin = page.getByRole("button", { name: "Begin" });
      if (await begin.count()) await begin.click();
      await page.getByRole("img", { name: "QR code" }).waitFor();
    },
  },
  { name: "bookings", address: "/staff/bookings", role: "scheduler" },
  { name: "bookings-week", address: "/staff/bookings/week", role: "viewer" },
  { name: "bookings-new", address: "/staff/bookings/new", role: "scheduler" },
  { name: "queue", address: "/staff/queue", role: "reviewer" },
  { name: "queue-closed", address: "/staff/queue/closed", role: "viewer" },
  { name: "chats", address: "/staff/talk", role: "reviewer" },
  { name: "figures", address: "/staff/figures", role: "viewer" },
  { name: "review", address: "/staff/review", role: "reviewer" },
  { name: "review-rules", address: "/staff/review/rules", role: "viewer" },
  { name: "correct", address: "/staff/transcripts", role: "reviewer", reach: openCorrection },
  { name: "correct-preview", looks: ["desktop"], address: "/staff/transcripts", role: "reviewer", reach: openPreview },
  { name: "corrections", address: "/staff/corrections", role: "reviewer", reach: keepOne },
  { name: "correction-story", looks: ["desktop"], address: "/staff/corrections", role: "reviewer", reach: openStory },
  { name: "corrections-training", looks: ["desktop"], address: "/staff/corrections/training", role: "viewer" },
  { name: "queue-item", looks: ["desktop", "tablet"], address: "/staff/queue", role: "reviewer", reach: openFirst },
  { name: "transcripts", address: "/staff/transcripts", role: "reviewer" },
  { name: "transcript", address: "/staff/transcripts", role: "reviewer", reach: openFirst },
  { name: "records", looks: ["desktop"], address: "/staff/records", role: "admin" },
  { name: "protocol", address: "/staff/protocol", role: "viewer" },
  { name: "protocol-thresholds", looks: ["desktop", "dark"], address: "/staff/protocol/thresholds", role: "reviewer" },
  { name: "protocol-files", looks: ["desktop"], address: "/staff/protocol/files?file=triage_rules.yml", role: "reviewer" },
  { name: "protocol-change", full: true, address: "/staff/protocol", role: "reviewer", reach: openChange },
  {
    name: "protocol-moves",
    looks: ["desktop"],
    address: "/staff/protocol",
    role: "reviewer",
    reach: async (page, t) => {
      await openChange(page, t);
      await page.getByRole("link", { name: "Who would move" }).click();
      await page.getByRole("heading", { name: "Who would move" }).waitFor();
    },
  },
  { name: "refused", looks: ["dark"], address: "/staff/people", role: "viewer" },
  { name: "not-found", looks: ["desktop"], address: "/staff/nothing-here", role: "viewer" },
];

/** Open one of them in a look: options as for a browser in Playwright. */
export async function consolePage(t, wanted, staff, options = {}) {
  const page = wanted.role ? await staff(t, wanted.role, wanted.address, options) : await t.open(wanted.address, options);
  await wanted.reach?.(page, t);
  return page;
}
