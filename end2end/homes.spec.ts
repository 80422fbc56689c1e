// Every capacity's home opens on its own, with one heading, and nothing serious for axe; on each terminal's size.
import { expect, test } from "@playwright/test";
import { expectAccessible } from "./axe";
import { signIn } from "./people";

const HOMES: [account: string, path: string][] = [
  ["demo-resident", "/resident"],
  ["demo-grid", "/grid"],
  ["demo-property", "/property/repair"],
  ["demo-street", "/street/case"],
  ["demo-admin", "/admin/user"],
];

for (const [account, path] of HOMES) {
  test(`${account} lands on ${path}`, async ({ page }) => {
    await signIn(page, account);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
    await expectAccessible(page);
  });
}
