// Every page of the program can be used by everybody, as far as a machine can tell: on the PC and on the phone.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./axe";
import { ask, signIn } from "./people";

/** Who opens the pages of an audience. */
const ACCOUNTS: Record<string, string> = {
  resident: "demo-resident",
  grid: "demo-grid",
  property: "demo-property",
  street: "demo-street",
  wall: "demo-wall",
  kiosk: "demo-kiosk",
  admin: "demo-admin",
};

/** Terminals that hang on a wall or stand in a lobby are never a phone. */
const FIXED = ["wall", "kiosk"];

/** All paths of the program's own table of pages, so that a new page can't be forgotten here. */
function paths(): string[] {
  const root = join(import.meta.dirname, "..", "app", "src", "route");
  const files = [root, join(root, "apart")].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  const text = files.filter((file) => file.endsWith(".rs")).map((file) => readFileSync(file, "utf8")).join("\n");
  return [...text.matchAll(/(?:entry|page)\(\s*"(\/[^"]+)"/g)].map((match) => match[1]);
}

interface Rows {
  rows: { id: string }[];
}

/** An address with somebody's real id in it; none when there is nothing to open. */
async function filled(page: Page, path: string): Promise<string | undefined> {
  if (!path.endsWith("/:id")) return path;
  const kind = /repair/.test(path) ? "repair" : /case/.test(path) ? "fire_hazard" : undefined;
  const [endpoint, body] = kind
    ? ["work/list_work", { kind, listing: { filters: [], limit: 1 } }]
    : ["publishing/list_notices", { listing: { filters: [], limit: 1 } }];
  const { answer } = await ask<Rows>(page, endpoint as string, body as object);
  return answer.rows?.[0] && path.replace(":id", answer.rows[0].id);
}

const all = paths();

test("the table of pages is read", () => {
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter((path) => !(path.split("/")[1] in ACCOUNTS))).toEqual([]);
});

for (const [audience, account] of Object.entries(ACCOUNTS)) {
  test(`pages of ${audience}`, async ({ page }, { project }) => {
    test.skip(project.name === "tablet" && audience !== "grid", "the grid worker's is the tablet");
    test.skip(project.name !== "pc" && FIXED.includes(audience), "a fixed terminal");
    test.setTimeout(300_000);
    await signIn(page, account);
    for (const path of all.filter((path) => path.split("/")[1] === audience)) {
      await test.step(path, async () => {
        const address = await filled(page, path);
        if (!address) return;
        await page.goto(address);
        await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        await expectAccessible(page);
      });
    }
  });
}

test("signing in, and a link of no use", async ({ page }) => {
  for (const path of ["/signin", "/setup?token=none", "/no/such/page"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expectAccessible(page);
  }
});
