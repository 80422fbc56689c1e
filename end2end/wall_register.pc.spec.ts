// The registers on the one map: organisations stand at their premises, and people are a number at their building.
import { expect, type Locator, type Page } from "@playwright/test";
import { canvas, features, middleOf, written } from "./map";
import { ask, person, signIn } from "./people";
import { linked } from "./sheet";
import { test } from "./test";

const OFFICE = "演示社区居民委员会";
/** A dwelling that other tests have things in. */
const TAKEN = "3-1502";

/** The map is drawn in software, and its lists come after it. */
const SLOWLY = { timeout: 60_000 };

test.beforeEach(() => test.setTimeout(180_000));

interface Organisation {
  id: string;
  name: string;
  revision: number;
}

interface Dwelling {
  id: string;
  label: string;
}

interface Counts {
  organisations: number;
  residents: number;
}

interface Tenancy {
  id: string;
  revision: number;
}

async function dwelling(page: Page): Promise<Dwelling> {
  const { answer } = await ask<{ rows: Dwelling[] }>(page, "spatial/list_dwellings", { listing: { limit: 200 } });
  const found = answer.rows.find(({ label }) => label !== TAKEN);
  if (!found) throw new Error("the community has no other dwelling");
  return found;
}

/** Writes down where the office has its premises, or that it has none, and answers its id. */
async function settle(data: Page, dwelling: string | null): Promise<string> {
  const { answer } = await ask<Organisation[]>(data, "identity/list_organisations", {});
  const office = answer.find(({ name }) => name === OFFICE);
  if (!office) throw new Error(`there is no ${OFFICE}`);
  const { id, revision } = office;
  expect((await ask(data, "registry/settle_organisation", { id, revision, dwelling })).status).toBe(200);
  return id;
}

async function counts(page: Page): Promise<Counts> {
  return (await ask<Counts>(page, "registry/count_registers", {})).answer;
}

/** The list of what is in view. */
async function inView(page: Page): Promise<Locator> {
  await canvas(page);
  await page.getByRole("tab", { name: "当前视野" }).click();
  return page.getByRole("tabpanel").getByRole("listitem");
}

test(
  "each organisation with premises is on the map, and leads to the other registers and back",
  { tag: ["@DAT-C-2"] },
  async ({ page, browser }) => {
    const data = await person(browser, "demo-data");
    const home = await dwelling(data);
    const id = await settle(data, home.id);
    try {
      await signIn(page, "demo-street", "/wall?on=organisation");
      const drawn = await features(page, "organisation");
      const { answer } = await ask<{ organisations_without_dwelling: { count: number } }>(page, "registry/list_orphans", {});
      expect(drawn.length + answer.organisations_without_dwelling.count).toBe((await counts(page)).organisations);

      // All that are drawn are in the list of what is in view; one of them opens with what it leads to.
      await expect(page.getByRole("checkbox", { name: "实有单位" })).toBeChecked();
      const rows = await inView(page);
      await expect(rows).toHaveCount(drawn.length, SLOWLY);
      await rows.filter({ hasText: OFFICE }).getByRole("button").click();
      const isOpen = new RegExp(`[?&]sel=organisation\\.${id}(&|$)`);
      await expect(page).toHaveURL(isOpen);
      const sheet = page.locator(".wall-sheet");
      await expect(sheet.getByRole("heading", { name: OFFICE })).toBeVisible();
      await expect(sheet.getByRole("heading", { level: 3, name: "标准地址", exact: true })).toBeVisible();
      await linked(page, "实有房屋").filter({ hasText: home.label }).click();
      await expect(sheet.getByRole("heading", { name: home.label }).first()).toBeVisible();
      await sheet.getByRole("tab", { name: "关联" }).click();
      await linked(page, "实有单位").filter({ hasText: OFFICE }).click();
      await expect(page).toHaveURL(isOpen);

      // A click on its symbol opens it too.
      const office = drawn.find(({ properties }) => properties.code === id);
      if (!office) throw new Error(`the map has no ${OFFICE}`);
      const [lon, lat] = office.geometry.coordinates;
      await page.goto(`/wall?on=organisation&cam=${written({ lon, lat, zoom: 20, bearing: 0, pitch: 0 })}`);
      const { x, y } = await middleOf(page);
      // What isn't drawn yet is not hit.
      await expect(async () => {
        await page.mouse.click(x, y);
        await expect(page).toHaveURL(isOpen, { timeout: 5_000 });
      }).toPass(SLOWLY);
      await expect(sheet.getByRole("heading", { name: OFFICE })).toBeVisible();

      // Whoever may not read the register is told so.
      const property = await person(browser, "demo-property");
      await property.goto("/wall");
      await canvas(property);
      await expect(property.getByRole("checkbox", { name: /实有单位/ })).toBeDisabled();
    } finally {
      await settle(data, null);
    }
  },
);

test(
  "who asks for it sees how many live in each building, as many as the registers have, and how that changes",
  { tag: ["@DAT-C-2"] },
  async ({ page, browser }) => {
    await signIn(page, "demo-wall", "/wall");
    await canvas(page);
    const box = page.getByRole("checkbox", { name: "实有人口" });
    await expect(box).not.toBeChecked();
    const { residents } = await counts(page);
    const drawn = await features(page, "resident");
    const numbers = (all: typeof drawn) => all.map(({ properties }) => Number(properties.residents));
    expect(numbers(drawn).reduce((sum, n) => sum + n, 0)).toBe(residents);
    expect(new Set(drawn.flatMap(({ properties }) => Object.keys(properties)))).toEqual(new Set(["name", "code", "residents"]));

    await page.goto("/wall?on=none");
    await canvas(page);
    await box.check();
    await expect(page).toHaveURL(/[?&]on=resident(&|$)/);
    const rows = await inView(page);
    await expect(rows).toHaveCount(drawn.length, SLOWLY);
    const shown = async () => {
      const titles = await rows.locator(".row-title").allInnerTexts();
      return titles.reduce((sum, title) => sum + Number(/ (\d+)$/.exec(title.trim())?.[1]), 0);
    };
    expect(await shown()).toBe(residents);

    // Somebody moves in, and the number follows without a reload.
    const property = await person(browser, "demo-property");
    const home = await dwelling(property);
    const year = new Date().getFullYear() - 1;
    const number = Date.now().toString().slice(-6);
    const draft = {
      name: `演示住户${number}`,
      phone: `10000${number}`,
      id_number: "",
      born_on: "",
      relation: "tenant",
      from_on: `${year}-03-02`,
    };
    const arrival = { dwelling: home.id, draft };
    const { answer: stay } = await ask<Tenancy>(property, "registry/move_in", arrival);
    try {
      await expect.poll(shown, SLOWLY).toBe(residents + 1);
      expect((await counts(page)).residents).toBe(residents + 1);
    } finally {
      const { id, revision } = stay;
      await ask(property, "registry/move_out", { id, revision, on: `${year}-11-20` });
    }
    await expect.poll(shown, SLOWLY).toBe(residents);

    // The number of a building leads to the building.
    await rows.getByRole("button").first().click();
    await expect(page).toHaveURL(/[?&]sel=building\./);
  },
);
