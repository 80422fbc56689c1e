// 一标三实: address, people, dwelling and organisation lead to one another by clicks, and each count is that of its list.
import { expect, type Locator, type Page } from "@playwright/test";
import { features } from "./map";
import { ask, callsOf, signIn } from "./people";
import { linked } from "./sheet";
import { test } from "./test";

const HOME = "3-1502";
const NEXT_DOOR = "3-1501";
const OFFICE = "演示物业服务有限公司";

interface Dwellings {
  rows: { id: string; code: string; label: string }[];
}

/** Opens a page by its name in the navigation. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true }).click();
}

/** How much a register holds, as its tile says. */
function figure(page: Page, register: string): Locator {
  return page.locator(".tile").filter({ hasText: register }).locator(".tile-figure");
}

/** How many dwellings the map draws. */
async function drawn(page: Page): Promise<number> {
  const { answer } = await ask<{ group: string }[]>(page, "spatial/list_groups", {});
  const groups = answer.map(({ group }) => features(page, `dwelling/${encodeURIComponent(group)}`));
  return (await Promise.all(groups)).flat().length;
}

test(
  "from any of the four registers the other three are reached; each counts as its list, and orphans are listed",
  { tag: ["@DAT-C-2"] },
  async ({ page }) => {
    test.setTimeout(150_000);
    await signIn(page, "demo-data", "/admin/organisation");
    const tree = page.getByRole("treeitem");
    await tree.filter({ hasText: OFFICE }).click();
    const office = page.getByRole("complementary", { name: OFFICE });
    await office.getByRole("button", { name: "登记驻地" }).click();
    const form = page.getByRole("dialog", { name: "登记驻地" });
    await form.getByLabel("驻地房屋").fill(HOME);
    await form.getByRole("button", { name: "保存", exact: true }).click();
    await expect(form).toBeHidden();

    // From the organisation.
    await expect(linked(page, "实有房屋")).toHaveText([HOME]);
    await expect(linked(page, "标准地址")).toHaveCount(1);
    const people = await linked(page, "实有人口").count();
    expect(people).toBeGreaterThan(0);
    const address = (await linked(page, "标准地址").innerText()).trim();
    await linked(page, "标准地址").click();

    // From the address.
    await expect(page).toHaveURL(/\/admin\/link\?of=address/);
    await expect(page.getByRole("heading", { level: 2, name: `标准地址 · ${address}` })).toBeVisible();
    await expect(linked(page, "实有房屋")).toHaveText([HOME]);
    await expect(linked(page, "实有单位")).toHaveText([OFFICE]);
    await expect(linked(page, "实有人口")).toHaveCount(people);
    const name = (await linked(page, "实有人口").first().innerText()).trim();
    expect(name, "masked").toMatch(/^.\*/);
    await linked(page, "实有人口").first().click();

    // From the person.
    await expect(page).toHaveURL(/\/admin\/link\?of=person/);
    await expect(page.getByRole("heading", { level: 2, name: `实有人口 · ${name}` })).toBeVisible();
    await expect(linked(page, "标准地址").filter({ hasText: address })).toHaveCount(1);
    await expect(linked(page, "实有单位").filter({ hasText: OFFICE })).toHaveCount(1);
    await linked(page, "实有房屋").filter({ hasText: HOME }).click();

    // From the dwelling, whose people are counted in three places.
    await expect(page).toHaveURL(/\/admin\/dwelling\?q=/);
    const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: HOME, exact: true }) });
    await row.getByRole("button", { name: HOME, exact: true }).click();
    const sheet = page.getByRole("complementary").filter({ has: page.getByRole("heading", { name: HOME }) });
    await sheet.getByRole("tab", { name: /^人员/ }).click();
    await expect(sheet.getByRole("tabpanel").getByRole("listitem")).toHaveCount(people);
    await expect(sheet.getByRole("tab", { name: /^人员/ }).locator(".count")).toHaveText(String(people));
    await sheet.getByRole("tab", { name: "关联" }).click();
    await expect(linked(page, "实有人口")).toHaveCount(people);
    await expect(linked(page, "标准地址")).toHaveText([address]);
    await linked(page, "实有单位").filter({ hasText: OFFICE }).click();
    await expect(page).toHaveURL(/\/admin\/organisation\?sel=/);
    await expect(office).toBeVisible();
    const organisations = await tree.count();

    // What the registers hold, and what lacks a link.
    await goTo(page, "登记关联");
    await expect(figure(page, "实有单位")).toHaveText(String(organisations));
    const homeless = page.locator("section").filter({ has: page.getByRole("heading", { name: /^没有驻地的单位/ }) });
    await expect(homeless).toBeVisible();
    const orphans = await homeless.getByRole("link").count();
    await expect(homeless.getByRole("heading")).toHaveText(`没有驻地的单位（${orphans}）`);
    await expect(homeless.getByRole("link").filter({ hasText: OFFICE })).toHaveCount(0);
    const nameless = page.locator("section").filter({ has: page.getByRole("heading", { name: /^没有标准地址的房屋/ }) });
    await expect(nameless).toContainText("没有缺少关联的记录。");
    expect(orphans).toBeLessThan(organisations);
    const dwellings = await figure(page, "实有房屋").innerText();
    expect(await drawn(page)).toBe(Number(dwellings));
    const atPremises = await features(page, "organisation");
    expect(atPremises.length + orphans).toBe(organisations);
    await page.getByRole("link", { name: /^实有房屋/ }).click();
    await expect(page).toHaveURL(/\/admin\/dwelling$/);
    await expect(page.locator(".register-count")).toHaveText(dwellings);
  },
);

test("premises begin with what is set, and what is set stays so where two estates have its name", async ({ page }) => {
  await signIn(page, "demo-data", "/admin/organisation");
  const homes = (await ask<Dwellings>(page, "spatial/list_dwellings", { listing: { search: "3-150", limit: 200 } })).answer;
  // Writes the premises down past the screen, as somebody else would.
  const settle = async (label: string) => {
    const dwelling = homes.rows.find((row) => row.label === label)?.id;
    const all = await ask<{ id: string; name: string; revision: number }[]>(page, "identity/list_organisations", {});
    const office = all.answer.find((row) => row.name === OFFICE);
    const settled = { id: office?.id, revision: office?.revision, dwelling };
    expect((await ask(page, "registry/settle_organisation", settled)).status).toBe(200);
  };
  await settle(HOME);
  await page.getByRole("treeitem").filter({ hasText: OFFICE }).click();
  const office = page.getByRole("complementary", { name: OFFICE });
  await office.getByRole("button", { name: "登记驻地" }).click();
  const form = page.getByRole("dialog", { name: "登记驻地" });
  const place = form.getByLabel("驻地房屋");
  const save = form.getByRole("button", { name: "保存", exact: true });
  await expect(place).toHaveValue(HOME);

  // As if a second estate had each dwelling, too: its name is asked back.
  await page.route(callsOf("spatial/list_dwellings"), async (route) => {
    const response = await route.fetch();
    const answer = (await response.json()) as Dwellings;
    const twins = answer.rows.map((row) => ({ ...row, id: crypto.randomUUID(), code: `${row.code}0` }));
    await route.fulfill({ response, json: { ...answer, rows: [...answer.rows, ...twins] } });
  });
  await place.fill(NEXT_DOOR);
  await save.click();
  await expect(form.getByText(/有多处同名。请填统一代码/).first()).toBeVisible();

  // What is set needs no asking back: neither what it began with nor what somebody else has set meanwhile.
  await settle(NEXT_DOOR);
  await place.fill(HOME);
  await save.click();
  await expect(form.getByText(/改过这条记录。/)).toBeVisible();
  await form.getByRole("button", { name: "放弃", exact: true }).click();
  await expect(place).toHaveValue(NEXT_DOOR);
  await save.click();
  await expect(form).toBeHidden();
  await expect(linked(page, "实有房屋")).toHaveText([NEXT_DOOR]);
});
