// A fire on the grid worker's tablet: the task arrives, is done without a network, and is sent once; the inspector checks it.
import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { act, atDesk, openItem } from "./desk";
import { deviceLike, says } from "./devices";
import { canvas } from "./map";
import { callsOf, holdBack, signIn } from "./people";
import { addPhotos, choosePhotos, phonePicture, picture } from "./photo";
import { test } from "./test";

/** The program is kept on the tablet once its worker has taken over. */
async function isKept(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** The pill in the top bar, which is also the way to the outbox. */
function pill(page: Page): Locator {
  return page.getByRole("banner").getByRole("link", { name: /在线|离线|待发送|发送中|需处理/ });
}

/** Counts what the browser sends to an address. */
function counted(page: Page, address: RegExp): { n: number } {
  const count = { n: 0 };
  page.on("request", (request) => {
    if (request.method() === "POST" && address.test(new URL(request.url()).pathname)) count.n += 1;
  });
  return count;
}

/** Photos that have not only a place but a picture. */
async function shown(photos: Locator, count: number): Promise<void> {
  await expect(photos).toHaveCount(count);
  const width = (image: HTMLImageElement) => image.naturalWidth;
  for (const photo of await photos.all()) {
    await photo.scrollIntoViewIfNeeded();
    await expect.poll(() => photo.evaluate(width)).toBeGreaterThan(0);
  }
}

async function figure(desk: Page, name: string): Promise<number> {
  await desk.goto("/street/figure?period=today");
  const tile = desk.locator(".tile").filter({ hasText: name }).first().locator(".tile-figure");
  await expect(tile).toBeVisible();
  return Number(await tile.innerText());
}

test("a fire is handled offline, sent once, returned, handled again and closed", { tag: ["@GOV-6.5.2-c"] }, async ({ browser, context, page }) => {
  test.setTimeout(180_000);
  // A dwelling of its own; the landmark's detector is the wall's story.
  const detector = deviceLike(/^SMK-(?!3-1502$)\d+-\d{3,4}$/);
  const home = detector.slice("SMK-".length);
  const desk = await atDesk(browser, "demo-inspector", "/street/figure?period=today");
  const before = { closed: await figure(desk, "办结"), returned: await figure(desk, "退回"), reported: await figure(desk, "上报") };
  await signIn(page, "demo-grid");
  await isKept(page);

  says(detector, { smoke_obscuration: 7.4 });
  const task = page.getByRole("listitem").filter({ hasText: home });
  await expect(task).toBeVisible();
  await expect(task.getByText(/剩 1[45] 分/)).toBeVisible();
  const number = (await task.getByText(/^F-\d{4}$/).innerText()).trim();
  await task.getByRole("link", { name: new RegExp(home) }).first().click();
  await page.getByRole("button", { name: "接单", exact: true }).click();
  await expect(page.getByRole("button", { name: "提交核查" })).toBeVisible();

  const steps = counted(page, /work\/step/);
  const files = counted(page, /^\/file\//);
  await context.setOffline(true);
  await expect(pill(page)).toHaveText(/离线/);
  await page.getByRole("textbox", { name: "说明" }).fill("厨房油锅冒烟，已关火通风，无人受伤");
  await addPhotos(page, picture(160, 40, 20), picture(30, 70, 150));
  await expect(page.getByText("2/9 张")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "提交核查" }).click();
  await expect(page.getByText("已存在本机，联网后发送")).toBeVisible();
  await expect(pill(page)).toHaveText(/待发送 1/);

  await page.reload();
  await expect(page.getByText("已存在本机，联网后发送")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: new RegExp(home) })).toBeVisible();
  await pill(page).click();
  const waiting = page.getByRole("listitem").filter({ hasText: `提交核查 ${number}` });
  await expect(waiting.getByText("等待联网")).toBeVisible();
  await page.reload();
  await expect(waiting.getByText("等待联网")).toBeVisible();
  expect([steps.n, files.n]).toEqual([0, 0]);

  await context.setOffline(false);
  await expect(waiting.getByText(/\d\d:\d\d 已发送/)).toBeVisible();
  await expect(pill(page)).toHaveText(/在线/);
  await page.reload();
  await expect(page.getByText("全部已发送。")).toBeVisible();
  expect([steps.n, files.n], "once, with its two photos").toEqual([1, 2]);

  // The inspector sees what was made, with both photos, and sends it back once.
  const sheet = await openItem(desk, "/street/case", number);
  await expect(sheet.getByText("待核查").first()).toBeVisible();
  await shown(sheet.getByRole("img", { name: /现场照片/ }), 2);
  await act(desk, "退回", async (dialog) => {
    await dialog.getByRole("button", { name: "退回", exact: true }).click();
    await expect(dialog.getByText("原因至少写 5 个字。")).toBeVisible();
    await expectAccessible(desk);
    await dialog.getByRole("button", { name: "照片看不清现场" }).click();
  });
  await page.goto("/grid");
  await expect(task.getByText("已接单")).toBeVisible();
  await task.getByRole("link", { name: new RegExp(home) }).first().click();
  await expect(page.getByText("演示督查01 已退回")).toBeVisible();
  await expect(page.getByText("照片看不清现场").first()).toBeVisible();
  await addPhotos(page, picture(20, 120, 60));
  await page.getByRole("textbox", { name: "说明" }).fill("补拍灶台全景，油锅已移走");
  await page.getByRole("button", { name: "提交核查" }).click();
  await expect(page.getByText("已提交核查。")).toBeVisible();

  // It arrives at the desk by itself; closing is warned of while the detector is in alarm.
  await expect(sheet.getByRole("img", { name: /现场照片/ })).toHaveCount(3);
  await sheet.getByRole("button", { name: "办结", exact: true }).click();
  await expect(desk.getByRole("dialog").getByText(/设备仍在告警（7\.4.%\/m）。确认办结？/)).toBeVisible();
  await desk.getByRole("dialog").getByRole("button", { name: "返回" }).click();
  says(detector, { smoke_obscuration: 0.1 });
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await expect(sheet.getByText("设备恢复正常")).toBeVisible();
  await act(desk, "办结", async (dialog) => {
    await expect(dialog.getByText(/设备仍在告警/)).toHaveCount(0);
  });
  await expect(sheet.getByText("已办结").first()).toBeVisible();
  await sheet.getByRole("tab", { name: "时间线" }).click();
  await sheet.getByRole("radio", { name: "最早在前" }).check();
  const told = sheet.locator(".timeline-entry");
  await expect(told).toContainText([
    /上报\s+设备/,
    /受理\s+规则/,
    /派单\s+→ 演示网格员01 规则/,
    /接单 演示网格员01/,
    /提交核查 演示网格员01.*厨房油锅冒烟/s,
    /退回 演示督查01.*照片看不清现场/s,
    /提交核查 演示网格员01.*补拍灶台全景/s,
    /设备恢复正常/,
    /办结 演示督查01/,
  ]);
  await expect(told).toHaveCount(9);
  await expect(told.locator("time")).toHaveText(Array.from({ length: 9 }, () => /^\d\d:\d\d$/));

  expect(await figure(desk, "上报")).toBe(before.reported + 1);
  expect(await figure(desk, "办结")).toBe(before.closed + 1);
  expect(await figure(desk, "退回")).toBe(before.returned + 1);
});

/** The street reports a blocked lane, accepts it and gives it to the grid worker; answers its number. */
async function dispatched(desk: Page, place: string): Promise<string> {
  await desk.goto("/street/case");
  await desk.getByRole("button", { name: "上报案件" }).first().click();
  const form = desk.getByRole("dialog");
  await form.getByLabel("类型").selectOption({ label: "消防通道堵塞" });
  await form.getByLabel("内容").fill("装修垃圾堵住消防车通道");
  await form.getByLabel("位置").fill(place);
  await form.getByRole("button", { name: "提交" }).click();
  await expect(form).toBeHidden();
  const sheet = desk.getByRole("complementary").filter({ hasText: "案件" });
  const number = /F-\d{4}/.exec(await sheet.innerText())?.[0] ?? "";
  await sheet.getByRole("button", { name: "受理", exact: true }).click();
  // The buttons have moved by then.
  await expect(sheet.getByText("已受理").first()).toBeVisible();
  await act(desk, "派单", (dialog) => dialog.getByRole("radio", { name: /演示网格员01/ }).check());
  return number;
}

/** The same, and the worker takes it. */
async function given(desk: Page, page: Page, place: string): Promise<string> {
  const number = await dispatched(desk, place);
  await page.goto("/grid");
  const task = page.getByRole("listitem").filter({ hasText: number });
  await task.getByRole("link", { name: /装修垃圾/ }).first().click();
  await page.getByRole("button", { name: "接单", exact: true }).click();
  await expect(page.getByRole("button", { name: "提交核查" })).toBeVisible();
  return number;
}

/** Handed back on the tablet, with a note and a photo. */
async function handBack(page: Page, note: string): Promise<void> {
  await page.getByRole("textbox", { name: "说明" }).fill(note);
  await choosePhotos(page, picture(90, 60, 140));
  await page.getByRole("button", { name: "提交核查" }).click();
  await expect(page.getByText("已存在本机，联网后发送")).toBeVisible();
}

test("a task that was taken offline is not offered again, and is handed back behind it", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const desk = await atDesk(browser, "demo-street");
  await signIn(page, "demo-grid");
  await isKept(page);
  const number = await dispatched(desk, "2");
  const task = page.getByRole("listitem").filter({ hasText: number });
  const take = page.getByRole("button", { name: "接单", exact: true });
  // Once read, the case can be opened without a network.
  await page.goto("/grid");
  await task.getByRole("link", { name: /装修垃圾/ }).first().click();
  await expect(take).toBeVisible();
  await page.goto("/grid");
  await expect(task.getByRole("button", { name: "接单", exact: true })).toBeVisible();
  const steps = counted(page, /work\/step/);
  await context.setOffline(true);
  await expect(pill(page)).toHaveText(/离线/);
  await task.getByRole("button", { name: "接单", exact: true }).click();
  await expect(task.getByText("已存在本机，联网后发送")).toBeVisible();
  await expect(task.getByRole("button", { name: "接单", exact: true })).toHaveCount(0);

  await task.getByRole("link", { name: /装修垃圾/ }).first().click();
  await expect(page.getByRole("button", { name: "提交核查" })).toBeVisible();
  await expect(take).toHaveCount(0);
  await page.getByRole("textbox", { name: "说明" }).fill("通道已清理");
  await addPhotos(page, picture(90, 60, 140));
  await page.getByRole("button", { name: "提交核查" }).click();
  await expect(pill(page)).toHaveText(/待发送 2/);
  await context.setOffline(false);
  await expect(pill(page)).toHaveText(/在线/, { timeout: 70_000 });
  expect(steps.n, "taken once, and handed back").toBe(2);
  const sheet = desk.getByRole("complementary").filter({ hasText: number });
  await expect(sheet.getByText("待核查").first()).toBeVisible();
});

test("what was done offline for a case that was given to another is kept, and says so", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const desk = await atDesk(browser, "demo-street");
  await signIn(page, "demo-grid");
  await isKept(page);
  const number = await given(desk, page, "2");
  await context.setOffline(true);
  await handBack(page, "已联系物业清走，通道恢复");

  await act(desk, "转交", async (dialog) => {
    await dialog.getByRole("radio", { name: /演示网格员02/ }).check();
    await dialog.getByRole("textbox").fill("原网格员临时调离");
  });
  await context.setOffline(false);
  await expect(pill(page)).toHaveText(/需处理 1/);
  await pill(page).click();
  const stuck = page.getByRole("listitem").filter({ hasText: `提交核查 ${number}` });
  await expect(stuck.getByText("此案件已不在你名下。你写的内容还在本机，可查看或删除。")).toBeVisible();
  await page.reload();
  await expect(stuck.getByText("已联系物业清走，通道恢复")).toBeVisible();
  await shown(stuck.getByRole("img", { name: "查看照片 1" }), 1);
});

test("a case that somebody touched meanwhile shows both sides, and the worker's choice is sent", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const street = await atDesk(browser, "demo-street");
  await signIn(page, "demo-grid");
  await isKept(page);
  const number = await given(street, page, "1");
  await context.setOffline(true);
  await handBack(page, "杂物已清走");

  const desk = await atDesk(browser, "demo-inspector");
  const sheet = await openItem(desk, "/street/case", number);
  await sheet.getByRole("button", { name: "催办", exact: true }).click();
  await expect(desk.getByText(`已催办 ${number}。`)).toBeVisible();
  await context.setOffline(false);
  const clash = page.getByRole("alert").filter({ hasText: "你离线时，演示督查01 已催办此案件。你的照片和说明已保留。" });
  await expect(clash).toBeVisible();
  await expect(page.getByText("杂物已清走")).toBeVisible();
  await shown(page.getByRole("img", { name: "查看照片 1" }), 1);
  await page.getByRole("button", { name: "附到新一轮" }).click();
  await expect(sheet.getByText("待核查").first()).toBeVisible();
  await shown(sheet.getByRole("img", { name: /现场照片/ }), 1);
  await expect(pill(page)).toHaveText(/在线/);
});

test("what one worker has not sent waits on the tablet while another uses it, and goes when they are back", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const street = await atDesk(browser, "demo-street");
  await signIn(page, "demo-grid");
  await isKept(page);
  const number = await given(street, page, "2");
  await context.setOffline(true);
  await handBack(page, "通道已清理");

  // The session ends elsewhere, so that nobody is asked before another signs in.
  await context.clearCookies();
  await page.evaluate(() => localStorage.clear());
  await context.setOffline(false);
  await signIn(page, "demo-grid-2");
  await page.goto("/grid/outbox");
  await expect(page.getByText("1 条属于演示网格员01，待其在本机登录后发送。")).toBeVisible();
  await expect(page.getByText(`提交核查 ${number}`)).toBeHidden();

  await context.clearCookies();
  await signIn(page, "demo-grid");
  await page.goto("/grid/outbox");
  await expect(page.getByText(/\d\d:\d\d 已发送/)).toBeVisible({ timeout: 70_000 });
  const sheet = await openItem(street, "/street/case", number);
  await expect(sheet.getByText("待核查").first()).toBeVisible();
  await shown(sheet.getByRole("img", { name: /现场照片/ }), 1);
});

test("a form that one worker began is theirs alone on a shared tablet", async ({ context, page }) => {
  const taken = (n: number) => page.getByText(`${n}/9 张`);
  await signIn(page, "demo-grid", "/grid/report");
  await addPhotos(page, picture(90, 60, 140), picture(20, 60, 140));
  await expect(taken(2)).toBeVisible();
  // The session ends elsewhere, and another signs in.
  await context.clearCookies();
  await signIn(page, "demo-grid-2", "/grid/report");
  await addPhotos(page, picture(30, 90, 40));
  await expect(taken(1)).toBeVisible();
  await page.reload();
  await expect(taken(1)).toBeVisible();
  await context.clearCookies();
  await signIn(page, "demo-grid", "/grid/report");
  await expect(taken(2)).toBeVisible();
});

test("two tabs send what waits once, and neither brings it back", async ({ browser, context, page }) => {
  test.setTimeout(150_000);
  const street = await atDesk(browser, "demo-street");
  await signIn(page, "demo-grid");
  await isKept(page);
  await given(street, page, "2");
  await context.setOffline(true);
  await handBack(page, "通道已清理");
  const other = await context.newPage();
  await other.goto("/grid/outbox");
  await expect(other.getByText("等待联网")).toBeVisible();
  const steps = [counted(page, /work\/step/), counted(other, /work\/step/)];
  await context.setOffline(false);
  for (const tab of [page, other]) {
    await expect(pill(tab)).toHaveText(/在线/, { timeout: 70_000 });
  }
  expect(steps.map((count) => count.n).reduce((all, one) => all + one)).toBe(1);
  await other.reload();
  await expect(other.getByText("全部已发送。")).toBeVisible();
});

test("a report that is refused stays in the form with its photos, its note and its place, and goes with it", async ({ page }) => {
  const place = page.getByRole("textbox", { name: /位置/ });
  const note = page.getByRole("textbox", { name: /补充说明/ });
  await signIn(page, "demo-grid", "/grid/report");
  await addPhotos(page, picture(90, 60, 140));
  await expect(page.getByText("1/9 张")).toBeVisible();
  await place.fill("99-9999");
  await note.fill("纸箱堆到了二楼");
  // Another page, and back: nothing is lost.
  const navigation = page.getByRole("navigation", { name: "主导航" });
  await navigation.getByRole("link", { name: "今日" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /今日/ })).toBeVisible();
  await navigation.getByRole("link", { name: "上报" }).click();
  await expect(note).toHaveValue("纸箱堆到了二楼");
  await expect(page.getByText("1/9 张")).toBeVisible();
  await page.getByRole("button", { name: "消防通道堵塞" }).click();
  await expect(page.getByText("找不到这个位置")).toBeVisible();
  await page.getByRole("button", { name: "修改", exact: true }).click();
  await page.reload();
  await expect(page.getByText("1/9 张")).toBeVisible();
  await expect(place).toHaveValue("99-9999");
  await expect(note).toHaveValue("纸箱堆到了二楼");
  await page.goto("/grid/outbox");
  await expect(page.getByText("全部已发送。")).toBeVisible();

  await page.goto("/grid/report");
  await expect(page.getByText("1/9 张")).toBeVisible();
  await place.fill("2");
  await page.getByRole("button", { name: "消防通道堵塞" }).click();
  await expect(page.getByText(/已上报，编号 F-\d{4}/).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText("先不附照片")).toBeVisible();
  await expect(place).toHaveValue("");
  await expect(note).toHaveValue("");
});

test("what was typed for a report comes back and says so, but not where it was pointed at hours ago", async ({ page }) => {
  test.setTimeout(150_000);
  const note = page.getByRole("textbox", { name: /补充说明/ });
  const pointed = page.getByText(/已选位置 \d+\.\d+, \d+\.\d+/);
  const band = page.getByRole("status").filter({ hasText: /已恢复 .+ 暂存的内容/ });
  await signIn(page, "demo-grid", "/grid/report");
  await note.fill("纸箱堆到了二楼");
  await page.getByRole("button", { name: "在地图上选" }).click();
  const map = await canvas(page);
  // A press before the map has begun to listen is lost.
  await expect(async () => {
    if (!(await pointed.isVisible())) await map.click({ timeout: 15_000 });
    await expect(pointed).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 90_000 });
  await expect(band, "nothing has come back yet").toHaveCount(0);

  await page.reload();
  await expect(band).toBeVisible();
  await expect(note).toHaveValue("纸箱堆到了二楼");
  await expect(pointed).toBeVisible();

  // The worker was called away: the words are still theirs, the spot is not where they are.
  await page.clock.install({ time: Date.now() + 5 * 3_600_000 });
  await page.reload();
  await expect(band).toBeVisible();
  await expect(note).toHaveValue("纸箱堆到了二楼");
  await expect(pointed).toHaveCount(0);
  await band.getByRole("button", { name: "不要暂存的内容" }).click();
  await expect(band).toHaveCount(0);
  await expect(note).toHaveValue("");
  const kept = () => Object.keys(localStorage).filter((key) => key.endsWith(".report"));
  await expect.poll(() => page.evaluate(kept)).toEqual([]);
});

test("when and where a photo was taken comes with the report, and the picture stands and no longer says it", async ({ browser, page }) => {
  test.setTimeout(120_000);
  await signIn(page, "demo-grid", "/grid/report");
  await expect(page.getByText(/照片自带的拍摄时间和位置会随上报记录/)).toBeVisible();
  const taken = await phonePicture(page, "2024:11:21 14:05:30", { lon: 120.1021, lat: 30.2734 });
  expect(taken.includes("Exif")).toBe(true);
  await addPhotos(page, taken, picture(90, 60, 140));
  await expectAccessible(page);
  await page.getByRole("textbox", { name: /位置/ }).fill("2");
  await page.getByRole("button", { name: "消防通道堵塞" }).click();
  const number = /F-\d{4}/.exec(await page.getByText(/已上报，编号 F-\d{4}/).first().innerText())?.[0] ?? "";

  const desk = await atDesk(browser, "demo-street");
  const sheet = await openItem(desk, "/street/case", number);
  await expect(sheet.getByText(/^照片 1：拍摄于 2024-11-21 14:05 · 距上报位置 [\d,.]+\sk?m$/).first()).toBeVisible();
  await expect(sheet.getByText(/^照片 2：/), "nothing is said of a photo that says nothing").toHaveCount(0);
  const photo = sheet.getByRole("img", { name: /现场照片 1/ }).first();
  await shown(photo, 1);
  // It was turned once: by whoever drew it, not again by whoever keeps it.
  const size = (image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight];
  expect(await photo.evaluate(size)).toEqual([120, 160]);
  const kept = await desk.request.get((await photo.getAttribute("src")) ?? "");
  expect(kept.ok()).toBe(true);
  expect((await kept.body()).includes("Exif")).toBe(false);
});

test("what a device can't keep stays in its form and is not called kept", async ({ context, page }) => {
  // A browser without a database, as some private windows are.
  await page.addInitScript(() => Object.defineProperty(window, "indexedDB", { value: undefined }));
  await signIn(page, "demo-grid", "/grid/report");
  await page.getByRole("textbox", { name: /位置/ }).fill("2");
  await context.setOffline(true);
  await page.getByRole("button", { name: "消防通道堵塞" }).click();
  await expect(page.getByText(/本机存不下/)).toBeVisible();
  await context.setOffline(false);
  await page.getByRole("button", { name: "修改", exact: true }).click();
  await page.getByRole("button", { name: "消防通道堵塞" }).click();
  await expect(page.getByText(/F-\d{4}/).first()).toBeVisible();
});

test.describe("a report on its way", () => {
  // A test may keep an answer back.
  test.use({ serviceWorkers: "block" });

  test("leaves no photo behind in a form that was left meanwhile", async ({ page }) => {
    await page.route(callsOf("work/report"), async (route) => {
      await new Promise((done) => setTimeout(done, 5_000));
      await route.continue();
    });
    await signIn(page, "demo-grid", "/grid/report");
    await addPhotos(page, picture(70, 110, 30));
    await page.getByRole("textbox", { name: /位置/ }).fill("2");
    await page.getByRole("button", { name: "消防通道堵塞" }).click();
    await expect(pill(page)).toHaveText(/发送中/);
    const navigation = page.getByRole("navigation", { name: "主导航" });
    await navigation.getByRole("link", { name: "今日" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /今日/ })).toBeVisible();
    await navigation.getByRole("link", { name: "上报" }).click();
    await addPhotos(page, picture(120, 40, 90));
    await expect(page.getByText("1/9 张")).toBeVisible();
    // What was sent takes its own photo along, and no other.
    await expect(pill(page)).toHaveText(/在线/);
    await page.reload();
    await expect(page.getByText("1/9 张")).toBeVisible();
  });

  test("is the outbox's after a reload, and doesn't come back into its form", async ({ page }) => {
    test.setTimeout(120_000);
    const release = await holdBack(page, "work/report");
    const note = page.getByRole("textbox", { name: /补充说明/ });
    await signIn(page, "demo-grid", "/grid/report");
    await addPhotos(page, picture(40, 90, 60));
    await page.getByRole("textbox", { name: /位置/ }).fill("2");
    await note.fill("纸箱堵住了楼道");
    await page.getByRole("button", { name: "消防通道堵塞" }).click();
    await expect(pill(page)).toHaveText(/发送中/);
    await page.reload();
    await expect(pill(page), "it goes on from here").toHaveText(/发送中/);
    await expect(page.getByText("先不附照片")).toBeVisible();
    await expect(note).toHaveValue("");
    await expect(page.getByText(/已恢复 .+ 暂存的内容/)).toHaveCount(0);

    // What is typed meanwhile is another report's, and stays.
    await note.fill("三楼也有");
    release();
    await expect(pill(page)).toHaveText(/在线/);
    await page.reload();
    await expect(note).toHaveValue("三楼也有");
  });
});

test.describe("what was taken offline is not offered again once it is sent", () => {
  // A test may keep an answer back.
  test.use({ serviceWorkers: "block" });

  test("before the list is read again", async ({ browser, context, page }) => {
    test.setTimeout(150_000);
    const desk = await atDesk(browser, "demo-street");
    await signIn(page, "demo-grid");
    const number = await dispatched(desk, "2");
    await page.goto("/grid");
    const task = page.getByRole("listitem").filter({ hasText: number });
    const take = task.getByRole("button", { name: "接单", exact: true });
    await expect(take).toBeVisible();
    await context.setOffline(true);
    await take.click();
    await expect(pill(page)).toHaveText(/待发送 1/);
    await expect(take).toHaveCount(0);

    const release = await holdBack(page, "work/list_work");
    await context.setOffline(false);
    await expect(pill(page)).toHaveText(/在线/, { timeout: 70_000 });
    await expect(task).toBeVisible();
    await expect(take).toHaveCount(0);
    release();
    await expect(task.getByText("已接单")).toBeVisible();
    await expect(take).toHaveCount(0);
  });

  test("before the case is read again, which is handed back meanwhile", async ({ browser, context, page }) => {
    test.setTimeout(150_000);
    const desk = await atDesk(browser, "demo-street");
    await signIn(page, "demo-grid");
    const number = await dispatched(desk, "2");
    await page.goto("/grid");
    const task = page.getByRole("listitem").filter({ hasText: number });
    await task.getByRole("link", { name: /装修垃圾/ }).first().click();
    const take = page.getByRole("button", { name: "接单", exact: true });
    const submit = page.getByRole("button", { name: "提交核查" });
    await expect(page.getByRole("heading", { level: 1, name: /装修垃圾/ })).toBeVisible();
    await expect(take).toBeVisible();
    await context.setOffline(true);
    await take.click();
    await expect(pill(page)).toHaveText(/待发送 1/);
    await expect(submit).toBeVisible();

    const release = await holdBack(page, "work/read_work");
    await context.setOffline(false);
    await expect(pill(page)).toHaveText(/在线/, { timeout: 70_000 });
    await expect(submit).toBeVisible();
    await expect(take).toHaveCount(0);
    await page.getByRole("textbox", { name: "说明" }).fill("通道已清理");
    await addPhotos(page, picture(90, 60, 140));
    await submit.click();
    await expect(page.getByText("已提交核查。")).toBeVisible();
    await expect(submit).toHaveCount(0);
    release();
    const sheet = desk.getByRole("complementary").filter({ hasText: number });
    await expect(sheet.getByText("待核查").first()).toBeVisible();
  });
});
