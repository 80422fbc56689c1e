// What the one map draws. The page keeps its map to itself, so a test asks by way of the module that the page imports:
// in its place stands one that hands on everything and remembers the map that was made.
import type { Page } from "@playwright/test";

const MODULE = "/vendor/maplibre-gl.mjs";
const REMEMBERING = `
import { Map as Own } from "${MODULE}?own";
export * from "${MODULE}?own";
export class Map extends Own {
  constructor(options) {
    super(options);
    window.oneMap = this;
  }
}`;

interface Shape {
  id?: number;
  properties: Record<string, unknown>;
  state?: Record<string, unknown>;
  geometry: { type: string; coordinates: unknown };
}

/** A spot of the page, in pixels. */
interface Spot {
  x: number;
  y: number;
}

declare global {
  interface Window {
    /** The map of MapLibre GL JS. */
    oneMap: {
      getCanvas(): HTMLCanvasElement;
      getLayer(id: string): object | undefined;
      getSource(id: string): { getData(): Promise<{ features: Shape[] }> } | undefined;
      getFeatureState(feature: { source: string; id: number }): Record<string, unknown>;
      project(place: [lng: number, lat: number]): Spot;
      queryRenderedFeatures(options: { layers: string[] }): Shape[];
      unproject(spot: [x: number, y: number]): { lng: number; lat: number };
    };
  }
}

/** Lets the pages that open from now on be asked; their service worker must be blocked. */
export async function remember(page: Page): Promise<void> {
  await page.route(
    (url) => url.pathname === MODULE && url.search === "",
    (route) => route.fulfill({ contentType: "text/javascript", body: REMEMBERING }),
  );
}

/** What stands out while something is selected: the footprints that are outlined, and the numbers of what has a ring. */
export async function selected(page: Page): Promise<{ footprints: unknown[]; rings: number[] }> {
  // The source is there once the style is; what is asked of it while it is written may never be answered.
  const shapes = await page.evaluate(async () => {
    const unanswered = new Promise<undefined>((done) => setTimeout(done, 3_000));
    return (await Promise.race([window.oneMap.getSource("outline")?.getData(), unanswered]))?.features ?? [];
  });
  const points = shapes.filter((shape) => shape.geometry.type === "Point");
  const others = shapes.filter((shape) => shape.geometry.type !== "Point");
  return {
    footprints: others.map((shape) => shape.geometry.coordinates),
    rings: points.map((shape) => Number(shape.id)).sort((a, b) => a - b),
  };
}

/** What is on the ground at a spot of the page: longitude and latitude. */
export function placeAt(page: Page, spot: Spot): Promise<[number, number]> {
  return page.evaluate(({ x, y }) => {
    const { left, top } = window.oneMap.getCanvas().getBoundingClientRect();
    const { lng, lat } = window.oneMap.unproject([x - left, y - top]);
    return [lng, lat];
  }, spot);
}

/** Where a place is drawn on the page. */
export function spotOf(page: Page, place: [number, number]): Promise<Spot> {
  return page.evaluate((place) => {
    const { left, top } = window.oneMap.getCanvas().getBoundingClientRect();
    const { x, y } = window.oneMap.project(place);
    return { x: x + left, y: y + top };
  }, place);
}

/** Whether a dwelling has the colour of what is selected. */
export function isLit(page: Page, dwelling: number): Promise<boolean> {
  return page.evaluate((id) => window.oneMap.getFeatureState({ source: "dwelling", id }).selected === true, dwelling);
}

/** The rank in whose colour a dwelling itself is drawn: 7 is the red of level 1, 0 no alarm's; none while it isn't drawn. */
export function rankOf(page: Page, dwelling: number): Promise<number | undefined> {
  return page.evaluate((id) => {
    const layers = window.oneMap.getLayer("dwelling") ? ["dwelling"] : [];
    const drawn = layers.length > 0 ? window.oneMap.queryRenderedFeatures({ layers }) : [];
    const found = drawn.find((one) => Number(one.id) === id);
    return found && Number(found.state?.rank ?? 0);
  }, dwelling);
}

/** The devices that are drawn each by itself: their numbers with their storeys. */
export async function drawnDevices(page: Page): Promise<Map<number, number | undefined>> {
  const shapes = await page.evaluate(() => {
    const drawn = window.oneMap.queryRenderedFeatures({ layers: ["device"] });
    return drawn.map(({ id, properties }) => ({ id: Number(id), storey: properties.storey }));
  });
  return new Map(shapes.map(({ id, storey }) => [id, typeof storey === "number" ? storey : undefined]));
}

/** The numbers of the dwellings that are drawn. */
export async function drawnDwellings(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    // The layer is there once the style is.
    const layers = window.oneMap.getLayer("dwelling") ? ["dwelling"] : [];
    return layers.length > 0 ? window.oneMap.queryRenderedFeatures({ layers }).map(({ id }) => Number(id)) : [];
  });
}
