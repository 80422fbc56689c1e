// Things on the wall: found by what they are called, by pointing and by their row; the fire layer is the register.
import { expect } from "@playwright/test";
import { expectAccessible } from "./axe";
import { calm } from "./calm";
import { devices, says } from "./devices";
import { remember, selected } from "./drawn";
import { canvas, degreesInMetres, dwellingOf, features, footprintOf, middleOf, written } from "./map";
import { ask, callsOf, signIn } from "./people";
import { fact } from "./sheet";
import { test } from "./test";

/** The map is drawn in software, and its dwellings come after it. */
const SLOWLY = { timeout: 60_000 };
const FIRE = ["smoke", "heat", "hydrant_pressure", "fire_pump", "extinguisher"];

interface Occupant {
  person: string;
  name: string;
}

interface Gauge {
  row: { name: string };
  building: { code: string; name: string };
}

interface Case {
  number: string;
  reported_at: string;
  title: string;
}

// A service worker would answer for the map's module.
test.use({ serviceWorkers: "block" });
test.beforeEach(() => test.setTimeout(180_000));

test("a device opens from its symbol and from its row, with what it says now", async ({ page }) => {
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  const [pump] = devices("fire_pump");
  const feature = (await features(page, "device")).find((one) => one.properties.kind === "fire_pump");
  if (!feature) throw new Error("the map has no pump");
  const [lon, lat] = feature.geometry.coordinates;
  await page.goto(`/wall?cam=${written({ lon, lat, zoom: 20, bearing: 0, pitch: 0 })}`);
  const { x, y } = await middleOf(page);
  // What isn't drawn yet is not hit.
  await expect(async () => {
    await page.mouse.click(x, y);
    await expect(page).toHaveURL(/sel=device\./, { timeout: 5_000 });
  }).toPass(SLOWLY);
  const sheet = page.locator(".wall-sheet");
  await expect(sheet.getByText(pump.code).first()).toBeVisible();

  // Live: what the device says now stands there without a reload.
  says(pump.code, { running: true, pressure: 1.23, power: true });
  await expect(sheet.getByText(/1\.23/).first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(sheet.locator(".sheet")).toHaveCount(0);

  await page.getByRole("tab", { name: "当前视野" }).click();
  await page.getByRole("tabpanel").getByRole("button", { name: pump.place }).first().click();
  await expect(sheet.getByText(pump.code).first()).toBeVisible();
});

test("from the sheet of a building on the map its hydrant opens and says its pressure against the limits", { tag: ["@DEV-5.1.1-1"] }, async ({ page }) => {
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  const [hydrant] = devices("hydrant_pressure");
  const listing = { search: hydrant.code };
  const { answer } = await ask<{ rows: { code: string; id: string }[] }>(page, "sensing/list_devices", { listing });
  const id = answer.rows.find((row) => row.code === hydrant.code)?.id;
  const { answer: gauge } = await ask<Gauge>(page, "sensing/read_device", { id });
  const { code, name } = gauge.building;
  await page.getByRole("combobox", { name: "搜索" }).fill(name);
  await page.getByRole("option", { name: new RegExp(`^${name}`) }).first().click();
  await expect(page).toHaveURL(new RegExp(`sel=building\\.${code}(&|$)`));
  const sheet = page.locator(".wall-sheet");
  await expect(sheet.getByRole("heading", { name, exact: true })).toBeVisible();
  await sheet.getByRole("tab", { name: "设备" }).click();
  await sheet.getByRole("link", { name: gauge.row.name, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`sel=device\\.${id}(&|$)`));
  await expect(sheet.getByText(hydrant.code).first()).toBeVisible();
  await expect(fact(sheet, "所在楼栋")).toHaveText(name);
  says(hydrant.code, { pressure: 0.37 });
  const reading = sheet.getByRole("listitem").filter({ hasText: "0.37" });
  await expect(reading).toContainText(/三级限值 0\.14.*MPa/);
  await expect(reading).toContainText(/二级限值 0\.1\b.*MPa/);
});

test(
  "the fire layer shows every fire device and no other, as many as the register has",
  { tag: ["@MON-6.4.3-c"] },
  async ({ page, browser }) => {
    await signIn(page, "demo-wall", "/wall");
    await canvas(page);
    const drawn = (await features(page, "device")).filter((one) => FIRE.includes(String(one.properties.kind)));
    const listing = { filters: [["kind", FIRE]], limit: 200 };
    const { answer } = await ask<{ rows: { id: string }[] }>(page, "sensing/list_devices", { listing });
    const registered = answer.rows;
    expect(registered.length).toBeGreaterThanOrEqual(devices().filter((one) => FIRE.includes(one.kind)).length);
    expect(drawn.map((one) => one.properties.code).sort()).toEqual(registered.map((one) => one.id).sort());

    // The register counts the same.
    const street = await browser.newPage();
    await signIn(street, "demo-street", `/street/device?kind=${FIRE.join(",")}`);
    await expect(street.getByText(new RegExp(`共 ${registered.length} |${registered.length} 台`)).first()).toBeVisible();
    await street.close();

    // With only the fire layer on, nothing else is in view.
    await page.goto("/wall?on=fire");
    await canvas(page);
    await page.getByRole("tab", { name: "当前视野" }).click();
    await page.waitForTimeout(5_000);
    const rows = page.getByRole("tabpanel").getByRole("listitem");
    await expect(rows).toHaveCount(registered.length, { timeout: 30_000 });
    const pump = devices("fire_pump")[0];
    await rows.filter({ hasText: pump.place }).getByRole("button").first().click();
    const sheet = page.locator(".wall-sheet");
    await expect(sheet.getByText(pump.code).first()).toBeVisible();
    says(pump.code, { running: true, pressure: 1.31, power: true });
    await expect(sheet.getByText(/1\.31/).first()).toBeVisible();
  },
);

test("a place, a building, a dwelling and a device are found by name and shown", async ({ page }) => {
  await remember(page);
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  const box = page.getByRole("combobox", { name: "搜索" });
  const places = (await features(page, "ground")).filter((one) => one.properties.class === "place");
  const place = String(places[0].properties.name);
  const [lon, lat] = places[0].geometry.coordinates;
  await box.fill(place);
  await page.getByRole("option", { name: place }).first().click();
  await expect
    .poll(() => {
      const [x, y] = (new URL(page.url()).searchParams.get("cam") ?? "0,0").split(",").map(Number);
      return Math.hypot(x - lon, y - lat);
    })
    .toBeLessThan(0.0001);

  // A building and a dwelling: the sheet opens, and it stands out on the map.
  const sheet = page.locator(".wall-sheet");
  const outlined = async () => (await selected(page)).footprints;
  const listing = { search: "3号楼" };
  const { answer } = await ask<{ rows: { code: string; map_no: number; name: string }[] }>(page, "spatial/list_buildings", { listing });
  const block = answer.rows.find((row) => row.name === "3号楼");
  if (!block) throw new Error("there is no 3号楼");
  await box.fill("3号楼");
  await page.getByRole("option", { name: /^3号楼/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`sel=building\\.${block.code}(&|$)`));
  await expect(sheet.getByRole("heading", { name: "3号楼", exact: true })).toBeVisible();
  await expect.poll(outlined, SLOWLY).toEqual([await footprintOf(page, "building", block.map_no)]);
  await expectAccessible(page);
  const flat = await dwellingOf(page, "3-1502");
  await box.fill("3-1502");
  await page.getByRole("option", { name: /^3-1502/ }).first().click();
  await expect(page).toHaveURL(new RegExp(`sel=dwelling\\.${flat.code}(&|$)`));
  await expect(sheet.getByRole("heading", { name: "3-1502", exact: true })).toBeVisible();
  await expect.poll(outlined, SLOWLY).toEqual([flat.footprint]);

  await box.fill("SMK-3-1502");
  await page.locator("[role=option]").first().click();
  await expect(sheet.getByText("SMK-3-1502").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.locator(".wall-sheet .sheet")).toHaveCount(0);
  await box.fill("查无此处");
  await expect(page.getByText("没有找到“查无此处”")).toBeVisible();

  // Enter opens what is typed, not the first answer to less of it; and a search that fails says so.
  const options = page.locator(".finder-found").getByRole("option");
  await box.fill("3-15");
  await expect(options.first()).toBeVisible();
  await expect(options.first()).not.toContainText("3-1502");
  await box.press("End");
  await page.keyboard.type("02");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`sel=dwelling\\.${flat.code}(&|$)`));
  await page.route(callsOf("spatial/search"), (route) => route.abort());
  await box.fill("3-15");
  await expect(page.locator(".finder-found")).toContainText("网络断开");
  await expect(options).toHaveCount(0);
});

test("a person is found by the full name alone, shown masked, and what was typed stays nowhere", async ({ page }) => {
  await signIn(page, "demo-street", "/wall");
  await canvas(page);
  const { code, id } = await dwellingOf(page, "3-1502");
  const { answer: people } = await ask<Occupant[]>(page, "registry/list_occupants", { dwelling: id });
  const [{ person, name: masked }] = people;
  const { answer: full } = await ask<{ name: string }>(page, "registry/disclose", { person, purpose: "visit" });
  expect(full.name).not.toBe(masked);
  const box = page.getByRole("combobox", { name: "搜索" });
  const part = full.name.slice(0, -1);
  await box.fill(part);
  await expect(page.getByText(`没有找到“${part}”`)).toBeVisible();
  await box.fill(full.name);
  await expect(page.locator(".finder-group")).toHaveText(["人员"]);
  const found = page.getByRole("option").filter({ hasText: "3-1502" });
  await expect(found).toContainText(`${masked} · 3-1502`);
  await expect(page.locator(".finder-found")).not.toContainText(full.name);
  await expectAccessible(page);
  await found.click();
  await expect(page).toHaveURL(new RegExp(`sel=dwelling\\.${code}(&|$)`));
  await expect(page.locator(".wall-sheet").getByRole("heading", { name: "3-1502", exact: true })).toBeVisible();
  await expect(box).toHaveValue("");
  expect(decodeURIComponent(page.url())).not.toContain(full.name);
});

test("a flat's sheet has its address and code, its people masked, its devices and its cases", async ({ page }) => {
  await signIn(page, "demo-street", "/wall");
  const flat = await dwellingOf(page, "3-1502");
  const item = crypto.randomUUID();
  const what = { id: item, kind: "fire_hazard", category: "piled_corridor", title: "楼道堆放纸箱" };
  const how = { place: "3-1502", at: null, photos: [], details: { responsible: "演示业主" }, typed_at: null };
  expect((await ask(page, "work/report", { draft: { ...what, ...how } })).status).toBe(200);
  const { answer: people } = await ask<Occupant[]>(page, "registry/list_occupants", { dwelling: flat.id });
  const listing = { filters: [["dwelling_no", [String(flat.mapNo)]]], limit: 100 };
  const { answer: hung } = await ask<{ rows: { name: string }[] }>(page, "sensing/list_devices", { listing });
  const cases: Case[] = [];
  for (const kind of ["fire_hazard", "repair"]) {
    const { status, answer } = await ask<{ rows: Case[] }>(page, "work/list_work", { kind, listing });
    if (status !== 403) cases.push(...answer.rows);
  }
  cases.sort((one, other) => Date.parse(other.reported_at) - Date.parse(one.reported_at));

  await page.goto(`/wall?sel=dwelling.${flat.code}`);
  const sheet = page.locator(".wall-sheet");
  await expect(fact(sheet, "标准地址")).toHaveText(flat.address);
  await expect(fact(sheet, "统一代码")).toContainText(flat.code);
  await expectAccessible(page);
  const titles = sheet.getByRole("tabpanel").locator(".row-title");
  expect(people.length).toBeGreaterThan(0);
  for (const { name } of people) expect(name).toMatch(/^.\*+/);
  for (const [tab, rows] of [
    [/^人员/, people.map(({ name }) => name)],
    [/^设备/, hung.rows.map(({ name }) => name)],
    [/^案件/, cases.map(({ number, title }) => `${number} ${title}`)],
  ] as const) {
    await sheet.getByRole("tab", { name: tab }).click();
    expect(rows.length).toBeGreaterThan(0);
    await expect(titles).toHaveText(rows);
  }
  const step = { entry: crypto.randomUUID(), item, revision: null, act: "cancel", note: "纸箱已经搬走" };
  expect((await ask(page, "work/step", { step })).status).toBe(200);
});

test("a short name in a link opens its dwelling, and one that several estates have is asked back", async ({ page }) => {
  await signIn(page, "demo-wall", "/wall");
  const [flat, other] = [await dwellingOf(page, "3-1502"), await dwellingOf(page, "3-1501")];
  const sheet = page.locator(".wall-sheet");
  const opened = async (code: string, label: string) => {
    await expect(page).toHaveURL(new RegExp(`sel=dwelling\\.${code}(&|$)`), SLOWLY);
    await expect(sheet.getByRole("heading", { name: label, exact: true })).toBeVisible();
  };
  await page.goto("/wall?sel=dwelling.3-1502");
  await canvas(page);
  await opened(flat.code, "3-1502");
  // Where the wall itself knows which one it is, it says so by the code.
  await page.goto("/wall?sel=device.SMK-3-1502");
  await canvas(page);
  const link = fact(sheet, "所在房屋").getByRole("link", { name: "3-1502" });
  await expect(link).toHaveAttribute("href", `/wall?sel=dwelling.${flat.code}`, SLOWLY);
  await link.click();
  await opened(flat.code, "3-1502");

  // The demo community has each name once: a neighbour is given this one on the way to the page.
  const elsewhere = "演示社区演示新苑3号楼1502室";
  await page.route(callsOf("spatial/list_dwellings"), async (route) => {
    const response = await route.fetch();
    const answer: { rows: object[] } = await response.json();
    const rows = [...answer.rows, { ...answer.rows[0], code: other.code, address: elsewhere }];
    await route.fulfill({ response, json: { ...answer, rows } });
  });
  await page.route(callsOf("spatial/search"), async (route) => {
    const response = await route.fetch();
    const found: { kind: string }[] = await response.json();
    const one = found.find(({ kind }) => kind === "dwelling");
    await route.fulfill({ response, json: [...found, { ...one, code: other.code, detail: elsewhere }] });
  });
  await page.goto("/wall?sel=dwelling.3-1502");
  await canvas(page);
  const box = page.getByRole("combobox", { name: "搜索" });
  await expect(box).toHaveValue("3-1502", SLOWLY);
  const options = page.getByRole("listbox", { name: "搜索" }).getByRole("option").filter({ hasText: "1502室" });
  await expect(options).toHaveCount(2);
  await expect(options.filter({ hasText: flat.address })).toHaveCount(1);
  await expect(page).not.toHaveURL(/[?&]sel=/);
  await expect(sheet.locator(".sheet")).toHaveCount(0);
  await options.filter({ hasText: elsewhere }).click();
  await opened(other.code, "3-1501");
});

test("what was chosen last stands out, though an answer about what was chosen before comes later", async ({ page }) => {
  await remember(page);
  await signIn(page, "demo-wall", "/wall");
  await canvas(page);
  let release: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route(callsOf("spatial/read_dwelling"), async (route) => {
    await held;
    await route.continue();
  });
  const box = page.getByRole("combobox", { name: "搜索" });
  await box.fill("3-1502");
  await page.getByRole("option", { name: /3-1502/ }).first().click();
  await expect(page).toHaveURL(/sel=dwelling\./);
  const [hydrant] = devices("hydrant_pressure");
  await box.fill(hydrant.code);
  await page.getByRole("option", { name: /消火栓水压/ }).first().click();
  await expect(page).toHaveURL(/sel=device\./);
  const code = new URL(page.url()).searchParams.get("sel")?.replace("device.", "");
  const chosen = (await features(page, "device")).find((one) => one.properties.code === code);
  if (!chosen) throw new Error(`the map has no ${code}`);
  const rings = async () => (await selected(page)).rings;
  await expect.poll(rings, { timeout: 60_000 }).toEqual([chosen.id]);

  const answered = page.waitForResponse(/\/api\/spatial\/read_dwelling/);
  release();
  await answered;
  await page.waitForTimeout(3_000);
  await expect.poll(rings, { timeout: 60_000 }).toEqual([chosen.id]);
});

test(
  "a new alarm appears on the map without a reload and opens with its device and its case",
  { tag: ["@GOV-6.5.1-f", "@GOV-6.5.2-f", "@T1-FAS-0"] },
  async ({ page }) => {
    await remember(page);
    await signIn(page, "demo-wall", "/wall");
    await calm(page);
    await canvas(page);
    const detector = devices("smoke").find((one) => one.code === "SMK-3-1502");
    if (!detector) throw new Error("the community has no SMK-3-1502");
    const summary = page.locator("#map-summary");
    await expect(summary).toContainText("0 条告警");
    says(detector.code, { smoke_obscuration: 8.2 });
    await expect(page.getByText("火情 3-1502 烟感 8.2").first()).toBeVisible();

    // In the chart of the day the hours with alarms stand out from the axis, this one among them.
    const { answer: now } = await ask<{ by_hour: number[] }>(page, "work/read_wall", {});
    const hours = page.locator(".wall-figures .spark-bar");
    const standOut = () => hours.evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("height")) > 1));
    await expect.poll(standOut).toEqual(now.by_hour.map((count) => count > 0));
    expect((await standOut()).at(-1)).toBe(true);

    await page.getByRole("button", { name: "飞到", exact: true }).click();
    await expect(summary).toContainText("1 条告警", { timeout: 30_000 });

    // The camera has come to it: its symbol is in the middle, perhaps with that of its case.
    await page.waitForTimeout(6_000);
    const { x, y } = await middleOf(page);
    await page.mouse.click(x, y);
    const sheet = page.locator(".wall-sheet");
    const here = page.getByRole("menuitem", { name: /烟感|1502/ }).first();
    await expect(here.or(sheet.getByRole("tab").first())).toBeVisible();
    if (await here.isVisible()) await here.click();
    await expect(sheet.getByRole("heading", { name: /火情.*3-1502/ })).toBeVisible();
    await expect(sheet.getByText(/3号楼1单元1502室/).first()).toBeVisible();
    await sheet.getByRole("tab", { name: "设备" }).click();
    await expect(sheet.getByText(/8\.2/).first()).toBeVisible();
    await expect(fact(sheet, "楼层")).toHaveText(/^15/);
    await expect(fact(sheet, "位置")).toHaveText("3-1502");
    await expect(fact(sheet, "所在楼栋")).toHaveText("3号楼");
    const { footprint } = await dwellingOf(page, "3-1502");
    await expect.poll(async () => (await selected(page)).footprints, { timeout: 60_000 }).toEqual([footprint]);
    await sheet.getByRole("tab", { name: "案件" }).click();
    await expect(sheet.getByText(/F-\d{4}/).first()).toBeVisible();

    says(detector.code, { smoke_obscuration: 0.1 });
    await page.getByRole("button", { name: "确认", exact: true }).first().click();
    await expect(page.getByText("没有未结告警。")).toBeVisible();
  },
);

test(
  "a fire brings up the nearest camera, which opens on the map, and says what came of each linked action",
  { tag: ["@GOV-6.5.2-g", "@MON-6.4.3-b"] },
  async ({ page }) => {
    await remember(page);
    await signIn(page, "demo-wall", "/wall");
    await calm(page);
    await canvas(page);
    await expect(page.getByText("没有未结告警。")).toBeVisible();
    says("SMK-3-1502", { smoke_obscuration: 8.2 });
    await expect(page.getByText("火情 3-1502 烟感 8.2").first()).toBeVisible();
    await page.getByRole("button", { name: "飞到", exact: true }).click();
    const card = page.getByRole("article", { name: "3-1502" });
    await expect(card).toBeVisible();

    // The nearest of the community, by the positions on the map.
    const listing = { filters: [["open", ["true"]]] };
    const { answer } = await ask<{ rows: { at: { lon: number; lat: number } }[] }>(page, "sensing/list_alarms", { listing });
    const [{ at }] = answer.rows;
    const metres = degreesInMetres(at.lat);
    const cameras = (await features(page, "device")).filter((one) => one.properties.kind === "camera");
    expect(cameras.length).toBeGreaterThan(1);
    const away = ({ geometry: { coordinates: [lon, lat] } }: (typeof cameras)[number]) =>
      Math.hypot((lon - at.lon) * metres.lon, (lat - at.lat) * metres.lat);
    const [nearest] = cameras.sort((a, b) => away(a) - away(b));
    await expect(card.getByText(`最近相机 ${nearest.properties.name}`)).toBeVisible();

    // Every action ends with its own result, whether or not its device answers.
    const actions = card.locator(".linkage li");
    await expect(actions.locator(".linkage-result").filter({ hasText: /^(正在发送|已发送)/ })).toHaveCount(0, { timeout: 60_000 });
    const results = await actions.locator(".linkage-result").allTextContents();
    expect(results.length).toBeGreaterThanOrEqual(4);
    for (const result of results) expect(result).toMatch(/已响应|未响应|未执行/);
    for (const linked of ["警号", "信息屏", "门禁", "相机"]) {
      await expect(actions.filter({ hasText: linked }).first()).toBeVisible();
    }

    await card.getByRole("button", { name: "查看相机" }).click();
    await expect(page).toHaveURL(new RegExp(`sel=device\\.${nearest.properties.code}`));
    const sheet = page.locator(".wall-sheet");
    await expect(sheet.getByText(String(nearest.properties.name)).first()).toBeVisible();
    await expect.poll(async () => (await selected(page)).rings, { timeout: 60_000 }).toEqual([nearest.id]);
    await page.keyboard.press("Escape");
    await expect(sheet.locator(".sheet")).toHaveCount(0);

    says("SMK-3-1502", { smoke_obscuration: 0.1 });
    await page.getByRole("button", { name: "确认", exact: true }).first().click();
    await expect(page.getByText("没有未结告警。")).toBeVisible();
  },
);
