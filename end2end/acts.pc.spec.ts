// The acts of a work item at a desk: each keeps its place, and a press that comes too late hits nothing else.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { openItem } from "./desk";
import { ask, callsOf, fresh, person, signIn } from "./people";
import { test } from "./test";

// A test may keep an answer back.
test.use({ serviceWorkers: "block" });

test("a second press meant for an act doesn't hit the one that takes its place", async ({ browser, page }) => {
  test.setTimeout(120_000);
  const resident = await person(browser, "demo-resident");
  const { status, answer } = await ask<{ number: string }>(resident, "work/report", {
    draft: {
      id: crypto.randomUUID(),
      kind: "repair",
      category: "door",
      title: "单元门关不严，风一吹就响",
      place: "3-1502",
      at: null,
      photos: [],
      details: {},
      typed_at: null,
    },
  });
  expect(status).toBe(200);

  await signIn(page, "demo-property");
  const sheet = await openItem(page, "/property/repair", answer.number);
  const acts = sheet.locator(".sheet-acts");
  const rightEnd = async (name: string) => {
    const box = await acts.getByRole("button", { name, exact: true }).boundingBox();
    if (!box) throw new Error(`${name} has no box`);
    return box.x + box.width;
  };
  const accept = acts.getByRole("button", { name: "受理", exact: true });
  await expect(accept).toBeEnabled();
  const before = await rightEnd("受理");
  const box = await accept.boundingBox();
  if (!box) throw new Error("the act has no box");
  await expectAccessible(page);

  // The second press comes at the very moment in which the acts are drawn anew.
  await page.evaluate(([x, y]) => {
    const press = () => (document.elementFromPoint(x, y)?.closest("button") as HTMLElement | null)?.click();
    new MutationObserver((_, observer) => {
      const names = [...document.querySelectorAll(".sheet-acts .button")].map((button) => button.textContent);
      if (names.length === 0 || names.includes("受理")) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        press();
        setTimeout(() => (document.body.dataset.asked = String(!!document.querySelector("dialog[open]"))), 300);
      });
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }, [box.x + box.width / 2, box.y + box.height / 2]);
  await accept.click();
  await expect(page.locator("body")).toHaveAttribute("data-asked", "false");
  await expect(sheet.getByText("已受理").first()).toBeVisible();

  const dispatch = acts.getByRole("button", { name: "派单", exact: true });
  await expect(dispatch).toBeEnabled();
  expect(Math.abs((await rightEnd("派单")) - before)).toBeLessThan(2);
  // Until it is known who there is, nobody is told that there is none.
  await page.route(callsOf("work/list_workers"), async (route) => {
    await new Promise((done) => setTimeout(done, 3_000));
    await route.continue();
  });
  await dispatch.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: /派给谁/ })).toBeVisible();
  await expect(dialog.locator(".state-loading")).toBeVisible();
  await expect(dialog.getByText("没有可派的人")).toHaveCount(0);
  await expect(dialog.getByRole("radio", { name: /演示维修01/ })).toBeVisible();
});

test("a reason for an act is asked about before it is lost", async ({ page }) => {
  test.setTimeout(120_000);
  const leftOpen: string[] = [];
  page.on("dialog", (native) => {
    leftOpen.push(native.type());
    void native.accept();
  });
  await signIn(page, "demo-property");
  const { status, answer: reported } = await ask<{ number: string }>(page, "work/report", {
    draft: {
      id: crypto.randomUUID(),
      kind: "fire_hazard",
      category: "charging_indoors",
      title: fresh("电动车推进楼道"),
      place: "3-1502",
      at: null,
      photos: [],
      details: {},
      typed_at: null,
    },
  });
  expect(status).toBe(200);
  const sheet = await openItem(page, "/property/case", reported.number);
  const dialog = page.getByRole("dialog", { name: `撤销 ${reported.number}？` });
  const reason = dialog.getByRole("textbox");
  const open = async () => {
    await sheet.getByRole("button", { name: "撤销", exact: true }).click();
    await expect(reason).toHaveValue("");
  };
  const question = page.getByRole("dialog", { name: "离开会丢失未保存的内容。" });
  const answer = async (verb: string) => {
    await expect(question).toBeVisible();
    await question.getByRole("button", { name: verb, exact: true }).click();
    await expect(question).toBeHidden();
  };
  await open();
  await reason.press("Escape");
  await expect(dialog).toBeHidden();

  await open();
  await reason.fill("车辆已经自行驶离");
  await reason.press("Escape");
  await answer("返回");
  await expect(reason).toHaveValue("车辆已经自行驶离");
  await dialog.getByRole("button", { name: "返回", exact: true }).click();
  await answer("离开");
  await expect(dialog).toBeHidden();

  await open();
  await reason.fill("车辆已经自行驶离");
  expect(leftOpen).toEqual([]);
  await page.reload();
  expect(leftOpen, "the browser asks before it loads the page anew").toEqual(["beforeunload"]);
  await open();
  await reason.fill("车辆已经自行驶离");
  await dialog.getByRole("button", { name: "撤销", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(question).toBeHidden();
  await expect(sheet.getByText("已撤销").first()).toBeVisible();
});
