// A photo as a camera would hand it over: a real picture file, made here.
import { expect, type Page } from "@playwright/test";
import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const WIDTH = 160;
const HEIGHT = 120;

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of one hue that grows lighter downwards, so that no two hues give the same file. */
export function picture(red: number, green: number, blue: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const lighter = (part: number) => Math.round(part + ((255 - part) * y) / HEIGHT);
    const pixel = [lighter(red), lighter(green), lighter(blue)];
    return Buffer.from([0, ...Array.from({ length: WIDTH }, () => pixel).flat()]);
  });
  const drawn = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", drawn),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Chooses photos from the album, as a finger does: the button, then the files; they are made smaller before they are there. */
export async function addPhotos(page: Page, ...pictures: Buffer[]): Promise<void> {
  const there = page.locator(".photo-remove");
  const before = await there.count();
  const opened = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "从相册选" }).click();
  const chooser = await opened;
  await chooser.setFiles(
    pictures.map((buffer, n) => ({ name: `site-${n + 1}.png`, mimeType: "image/png", buffer })),
  );
  await expect(there).toHaveCount(before + pictures.length);
}
