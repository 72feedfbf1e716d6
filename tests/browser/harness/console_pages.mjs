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
