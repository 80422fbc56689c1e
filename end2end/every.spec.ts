// Every page of the program can be used by everybody, as far as a machine can tell: as it opens, on the PC, on the phone
// and, where it is the grid worker's, on the tablet; on the PC also in the dark, and with the first record of its table
// opened beside it. A wall and a kiosk are never a phone.
//
// What takes more than that to be on the screen is looked at where a test brings it there:
// - the wall: in alarm (fire), a storm's list (wall_storm), sheets and a person who was found (wall_object), what a query
//   found (wall_query), looking back (wall_view);
// - a case at the desk: its acts (acts), reporting (hazard), dispatch, transfer and suspension (hazard_flow), return
//   (grid.tablet);
// - other forms and menus at the desk: a device (device), users and permissions (admin), a menu of a list (menu);
// - the grid worker: handing back and reporting (grid.tablet), the list over the map (grid_map);
// - the resident: a repair's four steps and after (repair), pointing on the map (place), larger words (elder);
// - the kiosk: old readings, its keyboard and no network (kiosk); signing in with nothing typed (demo).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ask, person, signIn } from "./people";
import { test } from "./test";

/** Who opens the pages of an audience; some are another one's. */
const ACCOUNTS: Record<string, string> = {
  resident: "demo-resident",
  grid: "demo-grid",
  property: "demo-property",
  street: "demo-street",
  wall: "demo-wall",
  kiosk: "demo-kiosk",
  admin: "demo-admin",
};

/** Pages of the administrators that only the one of the data may read. */
const OF_DATA = ["/admin/dwelling", "/admin/orphan", "/admin/link"];

/** Pages of a kiosk that are for a resident's own account alone. */
const OF_PERSON = ["/kiosk/mine"];

/** All paths of the program's own table of pages, so that a new page can't be forgotten here. */
function paths(): string[] {
  const root = join(import.meta.dirname, "..", "app", "src", "route");
  const files = [root, join(root, "apart")].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  // Lists of case types stand with the applications that declare them.
  const applications = join(import.meta.dirname, "..", "app", "contract", "src", "applications");
  files.push(...readdirSync(applications).map((name) => join(applications, name)));
  const text = files.filter((file) => file.endsWith(".rs")).map((file) => readFileSync(file, "utf8")).join("\n");
  return [...text.matchAll(/(?:entry\(|page\(|path:)\s*"(\/[^"]+)"/g)].map((match) => match[1]);
}

interface Rows {
  rows: { id: string }[];
}

/** Reports something with the page's own session, so that there is something to open; answers its id. */
async function reported(page: Page, kind: string, category: string, details: object): Promise<string> {
  const id = crypto.randomUUID();
  const what = { id, kind, category, title: "楼道里堆放杂物，消防门打不开", place: "3-1502" };
  const draft = { ...what, at: null, photos: [], details, typed_at: null };
  const { status, answer } = await ask<object>(page, "work/report", { draft });
  expect(status, JSON.stringify(answer)).toBe(200);
  return id;
}

/** An address with a real id in it. */
async function filled(page: Page, path: string): Promise<string> {
  if (path === "/admin/link") {
    const { answer } = await ask<Rows>(page, "spatial/list_dwellings", { listing: { filters: [], limit: 1 } });
    return `${path}?of=dwelling&key=${answer.rows[0].id}`;
  }
  if (!path.endsWith("/:id")) return path;
  if (/repair/.test(path)) return path.replace(":id", await reported(page, "repair", "water", {}));
  if (/case/.test(path)) {
    return path.replace(":id", await reported(page, "fire_hazard", "blocked_lane", { responsible: "演示业主" }));
  }
  const { answer } = await ask<Rows>(page, "publishing/list_notices", { listing: { filters: [], limit: 1 } });
  expect(answer.rows, `what ${path} shows`).not.toEqual([]);
  return path.replace(":id", answer.rows[0].id);
}

/** Looks at what is open, in the light and, where it can be chosen, in the dark. */
async function look(page: Page, isPc: boolean): Promise<void> {
  // The list of parts shows those that load.
  if (!page.url().endsWith("/kit")) await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expectAccessible(page);
  if (!isPc) return;
  await shine(page, "dark");
  await expectAccessible(page, "color-contrast");
  await shine(page, "light");
}

/** Sets what the device prefers, and waits until the colours begin to change; that they end is waited for by who looks. */
async function shine(page: Page, colorScheme: "dark" | "light"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => new Promise((begun) => requestAnimationFrame(() => requestAnimationFrame(begun))));
}

/** Opens the first record of a list, when the page is one. */
async function openFirst(page: Page): Promise<boolean> {
  const opener = page.locator("table tbody tr").first().locator(":is(th, td):not(:last-child) button.quiet").first();
  if ((await opener.count()) === 0) return false;
  await opener.click();
  const filled = ".sheet-facts, [role=tabpanel], input";
  await expect(page.getByRole("complementary").locator(filled).first()).toBeVisible();
  return true;
}

const all = paths();

test("the table of pages is read", () => {
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter((path) => !(path.split("/")[1] in ACCOUNTS))).toEqual([]);
});

for (const [audience, account] of Object.entries(ACCOUNTS)) {
  test(`pages of ${audience}`, async ({ page, browser }, { project }) => {
    test.setTimeout(900_000);
    const isPc = project.name === "pc";
    await signIn(page, account);
    const steward = audience === "admin" ? await person(browser, "demo-data") : page;
    const resident = audience === "kiosk" ? await person(browser, "demo-resident") : page;
    let opened = 0;
    for (const path of all.filter((path) => path.split("/")[1] === audience)) {
      await test.step(path, async () => {
        const reader = OF_DATA.includes(path) ? steward : OF_PERSON.includes(path) ? resident : page;
        await reader.goto(await filled(reader, path));
        await expect(reader.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expect(reader.getByText(/^你没有.*权限/), "the page is for this account").toHaveCount(0);
        await look(reader, isPc);
        if (isPc && (await openFirst(reader))) {
          opened += 1;
          await look(reader, isPc);
        }
      });
    }
    if (isPc && ["property", "street", "admin"].includes(audience)) expect(opened).toBeGreaterThan(3);
  });
}

test("signing in, pairing, a link of no use, and the parts that all is made of", async ({ page }, { project }) => {
  // Among all parts is a board, which has a heading of its own.
  for (const [path, headings] of [["/signin", 1], ["/pair", 1], ["/setup?token=none", 1], ["/no/such/page", 1], ["/kit", 2]] as const) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(headings);
    await look(page, project.name === "pc");
  }
});
