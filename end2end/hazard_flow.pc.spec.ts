// A fire hazard by the clock and between hands: warned of before its time is over and passed on after; transferred,
// suspended and resumed.
import { type Browser, expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { act, atDesk, openItem } from "./desk";
import { ask, fresh, signIn } from "./people";
import { fact } from "./sheet";
import { test } from "./test";

/** The street reports an expired extinguisher, a hazard of level 4; its id and its number. */
async function reported(street: Page, title: string): Promise<{ id: string; number: string }> {
  const id = crypto.randomUUID();
  const what = { id, kind: "fire_hazard", category: "expired_extinguisher", title };
  const how = { place: "2", at: null, photos: [], details: {}, typed_at: null };
  const { status, answer } = await ask<{ number: string }>(street, "work/report", { draft: { ...what, ...how } });
  expect(status).toBe(200);
  return { id, number: answer.number };
}

/** Makes a step with the page's own session, past the screens. */
async function step(page: Page, item: string, verb: string, more: object): Promise<void> {
  const made = { entry: crypto.randomUUID(), item, revision: null, act: verb, ...more };
  expect((await ask(page, "work/step", { step: made })).status).toBe(200);
}

interface Deadlines {
  escalate_to: string;
  kind: string;
  level: string;
  revision: number;
  times: { minutes: number; state: string }[];
  warn_percent: number;
}

/** The deadlines of fire hazards of level 4. */
async function deadlines(admin: Page): Promise<Deadlines> {
  const { answer } = await ask<Deadlines[]>(admin, "work/list_deadlines", {});
  const found = answer.find((row) => row.kind === "fire_hazard" && row.level === "level4");
  if (!found) throw new Error("fire hazards of level 4 have no deadlines");
  return found;
}

/**
 * Does something while a hazard of level 4 that is given to somebody must be taken within a minute, by the setting, and is
 * warned of when so many per cent of it are left.
 */
async function withinMinute(browser: Browser, percent: string, during: () => Promise<void>): Promise<void> {
  const admin = await atDesk(browser, "demo-admin", "/admin/deadline");
  const before = await deadlines(admin);
  try {
    await admin.getByRole("button", { name: "消防隐患 · 四级" }).click();
    const sheet = admin.getByRole("complementary", { name: "消防隐患 · 四级" });
    await expect(sheet.getByLabel("预警比例（%）")).toHaveValue("25");
    await expect(sheet.getByLabel("超时通知")).toHaveValue("inspector");
    await sheet.getByLabel("已派单").fill("1");
    await sheet.getByLabel("预警比例（%）").fill(percent);
    await sheet.getByRole("button", { name: "保存" }).click();
    await expect(admin.getByRole("row").filter({ hasText: "消防隐患 · 四级" })).toContainText("已派单 1 分");
    await during();
  } finally {
    const { kind, level, escalate_to, warn_percent } = before;
    const { revision } = await deadlines(admin);
    const minutes = before.times.map((time) => [time.state, time.minutes]);
    const back = { kind, level, revision, rule: { minutes, warn_percent, escalate_to } };
    expect((await ask(admin, "work/change_deadline", back)).status).toBe(200);
  }
  await admin.context().close();
}

/** The instant that a time or a deadline says in full when it is pointed at, in milliseconds. */
async function instant(said: Locator): Promise<number> {
  const [day, time] = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.exec((await said.getAttribute("title")) ?? "")?.[0].split(" ") ?? [];
  return Date.parse(`${day}T${time}+08:00`);
}

/** The entries of a sheet's timeline, the oldest first. */
async function timeline(sheet: Locator): Promise<Locator> {
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await sheet.getByRole("radio", { name: "最早在前" }).check();
  return sheet.locator(".timeline-entry");
}

test("a hazard is warned of before its time is over, and passed on after", { tag: ["@GOV-6.5.2-c"] }, async ({ browser, page }) => {
  test.setTimeout(150_000);
  await signIn(page, "demo-street", "/street/case");
  const worker = await atDesk(browser, "demo-grid-2", "/grid");
  const inspector = await atDesk(browser, "demo-inspector", "/street/case");
  await inspector.getByRole("button", { name: "已超时上报", exact: true }).click();
  await expect(inspector).toHaveURL(/[?&]escalated=/);
  const title = fresh("三楼灭火器过期");
  const { id, number } = await reported(page, title);
  const sheet = await openItem(page, "/street/case", number);
  await sheet.getByRole("button", { name: "受理", exact: true }).click();
  await expect(sheet.getByText("已受理").first()).toBeVisible();
  const second = (dialog: Locator) => dialog.getByRole("radio", { name: /演示网格员02/ }).check();
  await withinMinute(browser, "25", () => act(page, "派单", second));

  // What the setting says by now is for others: this minute has begun.
  const row = page.getByRole("row").filter({ hasText: number });
  const task = worker.getByRole("listitem").filter({ hasText: number });
  const late = inspector.getByRole("row").filter({ hasText: number });
  const marks = [row.locator(".deadline"), sheet.locator(".sheet-line .deadline"), task.locator(".deadline")];
  for (const mark of marks) {
    await expect(mark).toHaveText("剩 1 分");
    await expect(mark).not.toHaveAttribute("data-state");
  }
  const due = await instant(marks[0]);
  const told = await timeline(sheet);
  await expect(told).toContainText([/上报\s+演示值守01/, /受理\s+演示值守01/, /派单\s+演示值守01.*→ 演示网格员02/s]);
  expect(due - (await instant(told.nth(2).locator("time")))).toBe(60_000);

  // The worker and the street see that it runs out, and the timeline says since when; nothing is passed on.
  for (const mark of marks) {
    await expect(mark).toHaveAttribute("data-state", "near", { timeout: 60_000 });
  }
  await expect(told.nth(3)).toContainText(/规则.*时限将至/s);
  expect(await instant(told.nth(3).locator("time"))).toBeLessThan(due);
  await expect(late).toHaveCount(0);

  // The role that the deadline names is told at once, and nobody else; among what was passed on, it comes by itself.
  const call = `${number} 超过时限，请督促办理。`;
  await expect(inspector.getByText(call)).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText(call)).toHaveCount(0);
  await expect(late).toContainText(title);
  for (const mark of [...marks, late.locator(".deadline")]) {
    await expect(mark).toHaveAttribute("data-state", "over");
    await expect(mark).toHaveText("超 1 分");
  }
  await late.getByRole("button", { name: number }).click();
  const theirs = await timeline(inspector.getByRole("complementary").filter({ hasText: number }));
  for (const entries of [told, theirs]) {
    await expect(entries).toHaveCount(5);
    await expect(entries.nth(3)).toContainText("时限将至");
    await expect(entries.nth(4)).toContainText(/→ 督查\s+规则.*超过时限，已通知负责人/s);
    expect(await instant(entries.nth(4).locator("time"))).toBeGreaterThanOrEqual(due);
  }

  await step(page, id, "cancel", { note: "演示结束，隐患已排除" });
});

test("a hazard's time is marked as near from when it is warned of, as the setting says", async ({ browser, page }) => {
  test.setTimeout(150_000);
  await signIn(page, "demo-street", "/street/case");
  const { id, number } = await reported(page, fresh("四楼灭火器过期"));
  const sheet = await openItem(page, "/street/case", number);
  await sheet.getByRole("button", { name: "受理", exact: true }).click();
  await expect(sheet.getByText("已受理").first()).toBeVisible();
  const second = async (dialog: Locator) => {
    await dialog.getByRole("radio", { name: /演示网格员02/ }).check();
    await expectAccessible(page);
  };
  await withinMinute(browser, "90", () => act(page, "派单", second));

  // Six seconds after it began, and long before its last quarter.
  const marks = [page.getByRole("row").filter({ hasText: number }), sheet.locator(".sheet-line")].map((of) => of.locator(".deadline"));
  for (const mark of marks) {
    await expect(mark).toHaveAttribute("data-state", "near");
  }
  const due = await instant(marks[0]);
  expect(Date.now()).toBeLessThan(due - 15_000);
  const told = await timeline(sheet);
  await expect(told.nth(3)).toContainText("时限将至");
  expect(due - (await instant(told.nth(3).locator("time")))).toBeGreaterThan(15_000);

  await step(page, id, "cancel", { note: "演示结束，隐患已排除" });
});

test("a hazard goes over to another worker with a reason, and its time stands while it is suspended", { tag: ["@GOV-6.5.2-c"] }, async ({ browser, page }) => {
  test.setTimeout(150_000);
  await signIn(page, "demo-street", "/street/case");
  const title = fresh("地下室灭火器过期");
  const { id, number } = await reported(page, title);
  const { answer: workers } = await ask<{ name: string; user: string }[]>(page, "work/list_workers", { item: id });
  const assignee = workers.find((worker) => worker.name === "演示网格员01")?.user;
  await step(page, id, "dispatch", { assignee });
  const first = await atDesk(browser, "demo-grid", "/grid");
  const second = await atDesk(browser, "demo-grid-2", "/grid");
  const taskOf = (worker: Page) => worker.getByRole("listitem").filter({ hasText: number });
  await expect(taskOf(first)).toBeVisible();
  await expect(taskOf(second)).toHaveCount(0);

  const sheet = await openItem(page, "/street/case", number);
  const why = "原网格员临时调去另一处火情";
  await act(page, "转交", async (dialog) => {
    await dialog.getByRole("radio", { name: /演示网格员02/ }).check();
    await dialog.getByRole("button", { name: "转交", exact: true }).click();
    await expect(dialog.getByText("原因至少写 5 个字。")).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("textbox").fill(why);
  });
  await expect(fact(sheet, "处理人")).toHaveText("演示网格员02");
  await expect(taskOf(first)).toHaveCount(0);
  await taskOf(second).getByRole("link", { name: title }).first().click();
  await expect(second.locator(".timeline-entry").filter({ hasText: why })).toContainText(/转交\s+演示值守01.*→ 演示网格员02/s);
  await second.getByRole("button", { name: "接单", exact: true }).click();

  const line = sheet.locator(".sheet-line");
  const row = page.getByRole("row").filter({ hasText: number });
  const theirs = second.locator(".fact .deadline");
  await expect(line).toContainText("已接单");
  const due = await instant(line.locator(".deadline"));
  await expect(row.locator(".deadline")).toHaveText(/剩 \d+ 小时/);
  await expect(theirs).toHaveText(/剩 \d+ 小时/);
  // Time that counts, so that going on differs from beginning anew.
  await page.waitForTimeout(4_000);
  await second.getByRole("button", { name: "挂起", exact: true }).click();
  const question = second.getByRole("dialog");
  await question.getByRole("button", { name: "挂起", exact: true }).click();
  await expect(question.getByText("原因至少写 5 个字。")).toBeVisible();
  await expectAccessible(second);
  await question.getByRole("button", { name: "等待其他单位配合" }).click();
  await question.getByRole("button", { name: "挂起", exact: true }).click();
  await expect(question).toBeHidden();
  await expect(line).toContainText("已挂起");
  await expect(row).toContainText("已挂起");
  for (const place of [line.locator(".deadline"), row.locator(".deadline"), theirs]) {
    await expect(place, "no time runs").toHaveCount(0);
  }
  // And time that doesn't.
  await page.waitForTimeout(4_000);
  await second.getByRole("button", { name: "恢复", exact: true }).click();
  await expect(line).toContainText("已接单");
  await expect(theirs).toHaveText(/剩 \d+ 小时/);
  const later = await instant(line.locator(".deadline"));

  const told = await timeline(sheet);
  await expect(told).toHaveCount(6);
  await expect(told).toContainText([
    /上报\s+演示值守01/,
    /派单\s+演示值守01.*→ 演示网格员01/s,
    new RegExp(`转交\\s+演示值守01.*→ 演示网格员02.*${why}`, "s"),
    /接单\s+演示网格员02/,
    /挂起\s+演示网格员02.*等待其他单位配合/s,
    /恢复\s+演示网格员02/,
  ]);
  await expect(told.locator("time")).toHaveText(Array.from({ length: 6 }, () => /^\d\d:\d\d$/));
  const [suspended, resumed] = [await instant(told.nth(4).locator("time")), await instant(told.nth(5).locator("time"))];
  expect(resumed - suspended).toBeGreaterThanOrEqual(4_000);
  // Each is told to the second.
  expect(Math.abs(later - due - (resumed - suspended)), "it is due later by as long as it stood").toBeLessThanOrEqual(1_000);

  await step(page, id, "cancel", { note: "演示结束，隐患已排除" });
});
