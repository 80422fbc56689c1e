// The one map as a test sees it: where its camera is, by the address, and how far things are on the ground.
import { expect, type Locator, type Page } from "@playwright/test";
import { ask } from "./people";

export interface Camera {
  lon: number;
  lat: number;
  zoom: number;
  bearing: number;
  pitch: number;
}

/** The value of `cam` in an address. */
export function written(camera: Camera): string {
  const { lon, lat, zoom, bearing, pitch } = camera;
  return [lon.toFixed(6), lat.toFixed(6), zoom, bearing, pitch].join(",");
}

/** Where the camera is, as the address says; none before it has moved. */
export function cameraOf(page: Page): Camera | undefined {
  const cam = new URL(page.url()).searchParams.get("cam");
  if (!cam) return undefined;
  const [lon, lat, zoom, bearing, pitch] = cam.split(",").map(Number);
  return { lon, lat, zoom, bearing, pitch };
}

/** The canvas, once it takes pointers. */
export async function canvas(page: Page): Promise<Locator> {
  const canvas = page.locator(".map-canvas canvas");
  await expect(canvas).toBeVisible({ timeout: 60_000 });
  return canvas;
}

/** The middle of the canvas, in pixels of the page. */
export async function middleOf(page: Page): Promise<{ x: number; y: number }> {
  const box = await (await canvas(page)).boundingBox();
  if (!box) throw new Error("the canvas has no box");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

interface Feature {
  id: number;
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: [number, number] };
}

/** The features of a source of the map, as the server gives them to whoever is signed in. */
export async function features(page: Page, source: string): Promise<Feature[]> {
  const answer = await page.request.get(`/map/${source}.geojson`);
  expect(answer.ok()).toBe(true);
  return (await answer.json()).features;
}

/** The footprint of a feature of a source. */
export async function footprintOf(page: Page, source: string, mapNo: unknown): Promise<unknown> {
  const found = (await features(page, source)).find((one) => one.id === mapNo);
  if (!found) throw new Error(`${source} has no ${mapNo}`);
  return found.geometry.coordinates;
}

interface Dwelling {
  address: string;
  code: string;
  group: string;
  id: string;
  label: string;
  map_no: number;
}

/** A dwelling by its short name: as it is registered, with its number on the map and its footprint. */
export async function dwellingOf(page: Page, label: string): Promise<Dwelling & { mapNo: number; footprint: unknown }> {
  const listing = { search: label };
  const { answer } = await ask<{ rows: Dwelling[] }>(page, "spatial/list_dwellings", { listing });
  const found = answer.rows.find((row) => row.label === label);
  if (!found) throw new Error(`there is no ${label}`);
  const source = `dwelling/${encodeURIComponent(found.group)}`;
  return { ...found, mapNo: found.map_no, footprint: await footprintOf(page, source, found.map_no) };
}

const A_M = 6_378_137;
const E2 = 0.006_694_379_990_14;

/** Metres of a degree of longitude and of latitude on the WGS-84 ellipsoid there. */
export function degreesInMetres(lat: number): { lon: number; lat: number } {
  const phi = (lat * Math.PI) / 180;
  const w = Math.sqrt(1 - E2 * Math.sin(phi) ** 2);
  const east = (A_M / w) * Math.cos(phi);
  const north = (A_M * (1 - E2)) / w ** 3;
  return { lon: (east * Math.PI) / 180, lat: (north * Math.PI) / 180 };
}

/** Metres on the ground of a CSS pixel of a map that is seen from straight above: Web Mercator, tiles of 512 px. */
export function metresOfPixel(lat: number, zoom: number): number {
  return ((40_075_016.686 / 512) * Math.cos((lat * Math.PI) / 180)) / 2 ** zoom;
}

/** The number of 「距离 96.2 m」 in metres, or of 「面积 1.23 ha」 in square metres. */
export async function measured(page: Page, words: RegExp): Promise<number> {
  const said = page.getByRole("status").filter({ hasText: words });
  await expect(said).toHaveText(/\d/);
  const found = /([\d,.]+)\s*(km|ha|m²|m)/u.exec((await said.textContent()) ?? "");
  const factor = { m: 1, km: 1_000, "m²": 1, ha: 10_000 }[found?.[2] ?? ""] ?? Number.NaN;
  return Number(found?.[1].replaceAll(",", "")) * factor;
}
