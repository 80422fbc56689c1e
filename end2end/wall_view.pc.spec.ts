// What the wall looks at: the keys, the address that a colleague is sent, and looking back in time.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { calm } from "./calm";
import { devices, says } from "./devices";
import { cameraOf, canvas, middleOf, written } from "./map";
import { signIn } from "./people";
import { test } from "./test";

/** Back to a time at which nothing had happened yet: hours, and how far Shanghai's clocks are ahead. */
const [BACK_MS, SHANGHAI_MS] = [20 * 3_600_000, 8 * 3_600_000];
const HERE = { lon: 120.1021, lat: 30.2734, zoom: 17, bearing: 0, pitch: 0 };

test.beforeEach(() => test.setTimeout(180_000));

test("buttons, pointer and keys move the camera, and the address follows", async ({ page }) => {
  await signIn(page, "demo-wall", `/wall?cam=${written(HERE)}`);
  await (await canvas(page)).focus();
  const zoom = () => cameraOf(page)?.zoom;
  await page.getByRole("button", { name: "放大", exact: true }).click();
  await expect.poll(zoom).toBeCloseTo(18, 1);
  await page.getByRole("button", { name: "缩小", exact: true }).click();
  await page.getByRole("button", { name: "缩小", exact: true }).click();
  await expect.poll(zoom).toBeLessThan(17);

  const before = cameraOf(page);
  const { x, y } = await middleOf(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 200, y, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => (cameraOf(page)?.lon ?? 0) - (before?.lon ?? 0)).toBeGreaterThan(0.0005);

  await (await canvas(page)).focus();
  await page.keyboard.press("e");
  await expect.poll(() => cameraOf(page)?.bearing).toBeCloseTo(15, 0);
  await page.keyboard.press("r");
  await expect.poll(() => cameraOf(page)?.pitch).toBeCloseTo(15, 0);
  await page.keyboard.press("q");
  await page.keyboard.press("f");
  await expect.poll(() => cameraOf(page)?.pitch).toBeCloseTo(0, 0);
  const east = cameraOf(page)?.lon ?? 0;
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => (cameraOf(page)?.lon ?? 0) - east).toBeGreaterThan(0.0001);
  await page.keyboard.press("]");
  await expect(page).toHaveURL(/[?&]storey=1(&|$)/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog").getByText("N：下一条未确认告警")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox", { name: "搜索" })).toBeFocused();
});

test("a pasted link opens the same camera, layers, list and dwelling", async ({ page, context }) => {
  await signIn(page, "demo-wall", `/wall?cam=${written({ ...HERE, zoom: 18.5, bearing: 30, pitch: 45 })}`);
  await canvas(page);
  await page.getByRole("checkbox", { name: "公共设备" }).uncheck();
  await page.getByRole("tab", { name: "离线" }).click();
  await page.getByRole("combobox", { name: "搜索" }).fill("3-1502");
  await page.getByRole("option", { name: /3-1502/ }).first().click();
  await expect(page).toHaveURL(/sel=dwelling\./);
  await expect(page.getByRole("heading", { name: "3-1502" })).toBeVisible();
  // The camera arrives and the address rests.
  let link = "";
  await expect
    .poll(async () => {
      const before = link;
      link = page.url();
      await page.waitForTimeout(1_500);
      return before === link;
    }, { timeout: 60_000 })
    .toBe(true);

  const colleague = await context.newPage();
  await colleague.goto(link);
  await canvas(colleague);
  await expect(colleague.getByRole("heading", { name: "3-1502" })).toBeVisible();
  await expect(colleague.getByRole("checkbox", { name: "公共设备" })).not.toBeChecked();
  await expect(colleague.getByRole("checkbox", { name: "消防设备" })).toBeChecked();
  await expect(colleague.getByRole("tab", { name: "离线" })).toHaveAttribute("aria-selected", "true");
  await colleague.waitForTimeout(3_000);
  expect(new URL(colleague.url()).search).toBe(new URL(link).search);
});

test("looking back frames the map, offers no acts and leads back to now", async ({ page }) => {
  await signIn(page, "demo-wall", "/wall");
  await calm(page);
  await canvas(page);
  await page.getByRole("slider", { name: "时间轴" }).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/[?&]t=\d{4}-\d\d-\d\dT\d\d%3A[03]0|[?&]t=\d{4}-\d\d-\d\dT\d\d:[03]0/);
  await expect(page.getByText(/^回看/)).toBeVisible();
  await expect(page.getByText("回看时不能操作。")).toBeVisible();
  await expect(page.getByText("没有未结告警。")).toBeVisible();
  // The data is of then, not of this second.
  await expect(page.getByText(/^数据 (\d{4}-\d\d-\d\d )?\d\d:[03]0:00$/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "回到现在" }).click();
  await expect(page).not.toHaveURL(/[?&]t=/);
  await expect(page.getByText(/^回看/)).toBeHidden();
});

test("a pasted link with a time opens looking back at that time", async ({ page, context }) => {
  await signIn(page, "demo-wall", "/wall");
  await calm(page);
  await expect(page.getByText("没有未结告警。")).toBeVisible();
  const [pump] = devices("fire_pump");
  says(pump.code, { power: false });
  await expect(page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: pump.place })).toHaveCount(1);

  const then = new Date(Date.now() + SHANGHAI_MS - BACK_MS).toISOString().slice(0, 16);
  const colleague = await context.newPage();
  await colleague.goto(`/wall?t=${then}`);
  await canvas(colleague);
  await expect(colleague.getByText(new RegExp(`^回看 .*${then.slice(11)}`))).toBeVisible();
  await expect(colleague.getByText("回看时不能操作。")).toBeVisible();
  await expect(colleague.getByText("没有未结告警。")).toBeVisible();
  await expect(colleague.getByRole("slider", { name: "时间轴" })).not.toHaveValue("48");
  expect(new URL(colleague.url()).searchParams.get("t")).toBe(then);
  // What knows the present alone says so, and a row of it leads to its place without leaving that time.
  await colleague.getByRole("tab", { name: "今日" }).click();
  await expect(colleague.getByText("以下是现在的情况。")).toBeVisible();
  await colleague.getByRole("tabpanel").getByRole("listitem").filter({ hasText: pump.place }).first().getByRole("button").first().click();
  await expect(colleague).toHaveURL(/sel=alarm\./);
  await expect.poll(() => cameraOf(colleague)?.zoom, { timeout: 60_000 }).toBeCloseTo(18.6, 1);
  expect(new URL(colleague.url()).searchParams.get("t")).toBe(then);
  await colleague.getByRole("tab", { name: "告警", exact: true }).click();
  await colleague.getByRole("button", { name: "回到现在" }).click();
  await expect(colleague.locator(".wall-sheet .sheet")).toBeVisible();
  await expect(colleague.locator(".wall-lists li.row").filter({ hasText: pump.place })).toHaveCount(1);

  // The row that is acknowledged is drawn anew, and where nothing has the focus the keys go on.
  const row = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: pump.place });
  await row.getByRole("button").first().focus();
  await page.keyboard.press("a");
  await expect(row.getByRole("button", { name: "确认", exact: true })).toHaveCount(0);
  await page.keyboard.press("l");
  await expect(page.locator("#wall-layers")).toBeFocused();

  says(pump.code, { power: true });
  await expect(page.getByText("没有未结告警。")).toBeVisible();
});
