// A photo as a camera would hand it over: a real picture file, made here.
import { expect, type Page } from "@playwright/test";

const WIDTH = 160;
const HEIGHT = 120;
/** Bytes before the pixels: the file's head and the picture's (BITMAPINFOHEADER). */
const HEAD = 54;

/** A bitmap of one hue that grows lighter upwards, so that no two hues give the same file. */
export function picture(red: number, green: number, blue: number): Buffer {
  const head = Buffer.alloc(HEAD);
  head.write("BM", "latin1");
  head.writeUInt32LE(HEAD + WIDTH * HEIGHT * 3, 2);
  head.writeUInt32LE(HEAD, 10);
  head.writeUInt32LE(HEAD - 14, 14);
  head.writeInt32LE(WIDTH, 18);
  head.writeInt32LE(HEIGHT, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(24, 28);
  const rows = Array.from({ length: HEIGHT }, (_, y) => {
    const lighter = (part: number) => Math.round(part + ((255 - part) * y) / HEIGHT);
    return Buffer.from(Array.from({ length: WIDTH }, () => [lighter(blue), lighter(green), lighter(red)]).flat());
  });
  return Buffer.concat([head, ...rows]);
}

/** Chooses photos from the album, as a finger does: the button, then the files; what is pressed next waits for them. */
export async function choosePhotos(page: Page, ...pictures: Buffer[]): Promise<void> {
  const opened = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "从相册选" }).click();
  const chooser = await opened;
  await chooser.setFiles(
    pictures.map((buffer, n) => ({ name: `site-${n + 1}.bmp`, mimeType: "image/bmp", buffer })),
  );
}

/** The same, until they are there. */
export async function addPhotos(page: Page, ...pictures: Buffer[]): Promise<void> {
  const there = page.locator(".photo-remove");
  const before = await there.count();
  await choosePhotos(page, ...pictures);
  await expect(there).toHaveCount(before + pictures.length);
}
