// The service worker by itself: what a new program takes along from the one before, so that it opens offline.
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { test } from "./test";

const ORIGIN = "https://linli.example";

/** Installs the worker of a new program on a device that holds these addresses; answers what it fetched. */
async function installed(held: string[]): Promise<string[]> {
  const text = readFileSync(new URL("../public/sw.js", import.meta.url), "utf8")
    .replace("/*{{assets}}*/[]", '["/boot-2.js"]')
    .replace("/*{{parts}}*/{}", '{"grid":["chunk_9","split_grid"],"wall":["chunk_9","split_wall"]}')
    .replace("{{program}}", "program-2")
    .replace("{{version}}", "2");
  const fetched: string[] = [];
  const cache = {
    keys: async () => held.map((path) => ({ url: ORIGIN + path })),
    add: async ({ path }: { path: string }) => void fetched.push(path),
    addAll: async (all: { path: string }[]) => void fetched.push(...all.map(({ path }) => path)),
  };
  const caches = { keys: async () => ["linli-1", "linli-2"], open: async () => cache };
  const hear: Record<string, (event: { waitUntil: (done: Promise<void>) => void }) => void> = {};
  const self = { addEventListener: (name: string, heard: typeof hear.install) => (hear[name] = heard), skipWaiting: () => {} };
  class Request {
    constructor(readonly path: string) {}
  }
  new Function("self", "caches", "Request", text)(self, caches, Request);
  await new Promise<void>((resolve, reject) => hear.install({ waitUntil: (done) => void done.then(resolve, reject) }));
  return fetched;
}

test("a new program brings the parts that the device used, whatever their pieces are called now", async () => {
  const held = ["/index.html", "/program-1/split_grid.wasm", "/program-1/chunk_4.wasm", "/vendor/maplibre-gl.mjs"];
  expect(await installed(held)).toEqual([
    "/index.html",
    "/boot-2.js",
    "/program-2/chunk_9.wasm",
    "/program-2/split_grid.wasm",
    "/vendor/maplibre-gl.mjs",
  ]);
  expect(await installed(["/index.html"])).toEqual(["/index.html", "/boot-2.js"]);
});
