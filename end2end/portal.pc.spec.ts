// One door for all: who has signed in once opens every page of each of their capacities.
import { expect, type Page } from "@playwright/test";
import { ask, fresh, person, someone, tryToSignIn } from "./people";
import { test } from "./test";

const PASSWORD = "一句足够长的演示口令";
const CAPACITIES = [
  { key: "street_officer", name: "街道值守", pages: "/street/" },
  { key: "property_officer", name: "物业", pages: "/property/" },
];

/** The map is drawn in software. */
const SLOWLY = { timeout: 60_000 };

/** The id of a role or an organisation. */
async function idOf(admin: Page, list: string, column: string, value: string): Promise<string> {
  const { answer } = await ask<Record<string, string>[]>(admin, `identity/${list}`, {});
  const found = answer.find((row) => row[column] === value);
  if (!found) throw new Error(`there is no ${value} in ${list}`);
  return found.id;
}

/** Somebody of the committee who holds both capacities, and has chosen a password. */
async function newcomer(admin: Page, stranger: Page, account: string): Promise<void> {
  const organisation = await idOf(admin, "list_organisations", "name", "演示社区居民委员会");
  const [first, second] = await Promise.all(CAPACITIES.map(({ key }) => idOf(admin, "list_roles", "key", key)));
  const draft = { account, name: "演示新人03", organisation, role: first, area: "", valid_to: "" };
  const { answer: made } = await ask<[{ id: string }, string]>(admin, "identity/add_user", { draft });
  const grant = { role: second, area: "", valid_from: "", valid_to: "" };
  expect((await ask(admin, "identity/add_grant", { user: made[0].id, draft: grant })).status).toBe(200);
  expect((await ask(stranger, "seat/use_link", { token: made[1], password: PASSWORD })).status).toBe(200);
}

/** Follows every link of the navigation to its page. */
async function followAll(page: Page, pages: string): Promise<void> {
  const navigation = page.getByRole("navigation", { name: "主导航" });
  await expect(navigation.locator(`a[href^="${pages}"]`).first()).toBeVisible();
  const paths = await navigation.getByRole("link").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(paths.length).toBeGreaterThan(5);
  for (const path of paths) {
    await test.step(path, async () => {
      const link = navigation.locator(`a[href="${path}"]`);
      const name = await link.locator(".nav-label").innerText();
      await link.click();
      await expect(page).toHaveURL(new RegExp(`${path}(\\?|$)`));
      await expect(page).toHaveTitle(new RegExp(name));
      await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1, SLOWLY);
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0, SLOWLY);
      await expect(page.getByText(/^你没有.*权限/)).toHaveCount(0);
      // The map has no navigation of its own.
      if (path === "/wall") await page.goBack();
    });
  }
}

test("who signs in once opens every page of a capacity, switches, and opens those of the other", { tag: ["@PLT-6.2.6-1"] }, async ({ page, browser }) => {
  test.setTimeout(180_000);
  const admin = await person(browser, "demo-admin");
  const account = fresh("portal");
  try {
    await newcomer(admin, await someone(browser), account);
    let entered = 0;
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === "/api/seat/sign_in") entered += 1;
    });
    await tryToSignIn(page, account, PASSWORD);
    await expect(page).not.toHaveURL(/\/signin/);
    const { answer: me } = await ask<{ capacity: { role_key: string } }>(page, "seat/whoami", {});
    const [own, other] = me.capacity.role_key === CAPACITIES[0].key ? CAPACITIES : [...CAPACITIES].reverse();
    await followAll(page, own.pages);
    await page.getByRole("button", { name: new RegExp(`^${own.name} · `) }).click();
    await page.getByRole("menuitemradio", { name: new RegExp(`^${other.name} · `) }).click();
    await expect(page.getByText(`已切换为“${other.name}”`)).toBeVisible();
    await followAll(page, other.pages);
    expect(entered, "signed in once").toBe(1);
  } finally {
    const listing = { search: account };
    const { answer } = await ask<{ rows: { id: string; revision: number }[] }>(admin, "identity/list_users", { listing });
    for (const { id, revision } of answer.rows) await ask(admin, "identity/retire_user", { id, revision });
  }
});
