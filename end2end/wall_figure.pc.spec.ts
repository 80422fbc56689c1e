// Figures of the wall: behind each stands the list of what it counts.
import { type Browser, expect, type Page } from "@playwright/test";
import { ask, person, signIn } from "./people";
import { phonePicture } from "./photo";
import { ORIGIN } from "./playwright.config";
import { test } from "./test";

const DAY_MS = 86_400_000;
/** Days are Shanghai's. */
const SHANGHAI_MS = 8 * 3_600_000;

/** A hazard that is reported, given, handled and closed past the screens; answers its number. */
async function handled(browser: Browser): Promise<string> {
  const street = await person(browser, "demo-street");
  const grid = await person(browser, "demo-grid");
  const inspector = await person(browser, "demo-inspector");
  const item = crypto.randomUUID();
  const what = { id: item, kind: "fire_hazard", category: "blocked_lane", title: "消防车道停了两辆车", place: "2" };
  const draft = { ...what, at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  const { answer: reported } = await ask<{ number: string }>(street, "work/report", { draft });
  const act = async (page: Page, act: string, more: object) => {
    const step = { entry: crypto.randomUUID(), item, revision: null, act, ...more };
    const { status, answer } = await ask<object>(page, "work/step", { step });
    expect(status, JSON.stringify(answer)).toBe(200);
  };
  const { answer: workers } = await ask<{ user: string; name: string }[]>(street, "work/list_workers", { item });
  await act(street, "dispatch", { assignee: workers.find(({ name }) => name === "演示网格员01")?.user });
  await act(grid, "take", {});
  const photo = crypto.randomUUID();
  const data = await phonePicture(grid, "2026:03:02 08:30:00", { lon: 120.1, lat: 30.27 });
  const headers = { origin: ORIGIN, "content-type": "image/jpeg" };
  expect((await grid.request.post(`/file/${photo}`, { data, headers })).ok()).toBe(true);
  await act(grid, "resolve", { note: "车已挪走，通道恢复", photos: [photo] });
  await act(inspector, "close", {});
  for (const page of [street, grid, inspector]) await page.context().close();
  return reported.number;
}

test("what was closed in the last 30 days stands behind the figures of how promptly that was", async ({ page, browser }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-wall", "/wall?tab=closed");
  const number = await handled(browser);
  // It comes by itself, as does what the figures say.
  const list = page.getByRole("tabpanel");
  await expect(list.getByRole("listitem").filter({ hasText: number })).toContainText("已办结");
  const since = new Date(Date.now() + SHANGHAI_MS - 29 * DAY_MS).toISOString().slice(0, 10);
  const listing = { filters: [["closed_from", [since]]], limit: 200 };
  const { answer } = await ask<{ rows: object[] }>(page, "work/list_work", { kind: "fire_hazard", listing });
  for (const [label, figure] of [["处置中位", /^\d+ \S+/], ["按时办结率", /^[\d.]+ %$/]] as const) {
    await page.getByRole("tab", { name: "告警", exact: true }).click();
    await expect(page).not.toHaveURL(/[?&]tab=/);
    const tile = page.getByRole("region", { name: "近 30 天" }).locator("dl > div").filter({ hasText: label });
    await expect(tile.getByRole("link")).toHaveText(figure);
    await tile.getByRole("link").click();
    await expect(page).toHaveURL(/[?&]tab=closed(&|$)/);
    await expect(list.getByText(`近 30 天办结 ${answer.rows.length} 件`)).toBeVisible();
    await expect(list.getByRole("listitem")).toHaveCount(answer.rows.length);
  }
});
