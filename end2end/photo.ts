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

/** A number of so many bytes, the greater first, as everything in the EXIF below. */
function bytes(length: number, value: number): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUIntBE(value, 0, length);
  return buffer;
}

/** A directory of EXIF: of each entry its tag, its type, its count, and a value that fills four bytes or says where it is. */
function directory(...entries: [tag: number, type: number, count: number, value: Buffer][]): Buffer {
  const lines = entries.map(([tag, type, count, value]) =>
    Buffer.concat([bytes(2, tag), bytes(2, type), bytes(4, count), value, Buffer.alloc(4 - value.length)]),
  );
  return Buffer.concat([bytes(2, entries.length), ...lines, bytes(4, 0)]);
}

/** Degrees north or east as degrees, minutes, and hundredths of a second. */
function degrees(value: number): Buffer {
  const hundredths = Math.round(value * 360_000);
  const parts = [Math.floor(hundredths / 360_000), 1, Math.floor(hundredths / 6_000) % 60, 1, hundredths % 6_000, 100];
  return Buffer.concat(parts.map((part) => bytes(4, part)));
}

const [ASCII, SHORT, LONG, RATIONAL] = [2, 3, 4, 5];

/**
 * A JPEG as a phone that is held upright writes it: the picture lies on its side, and EXIF says so, and when in the phone's
 * time, such as `2024:11:21 14:05:30`, and where it was taken.
 */
export async function phonePicture(page: Page, when: string, at: { lon: number; lat: number }): Promise<Buffer> {
  const drawn = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext("2d");
      if (!context) throw new Error("there is no canvas");
      context.fillStyle = "teal";
      context.fillRect(0, 0, width / 2, height);
      return canvas.toDataURL("image/jpeg");
    },
    [WIDTH, HEIGHT],
  );
  const jpeg = Buffer.from(drawn.slice(drawn.indexOf(",") + 1), "base64");
  const time = Buffer.from(`${when}\0`, "latin1");
  const [lat, lon] = [degrees(at.lat), degrees(at.lon)];
  // Behind the header of eight bytes: three directories, and what doesn't fit into their entries.
  const detail = 8 + 2 + 3 * 12 + 4;
  const place = detail + 2 + 12 + 4;
  const rest = place + 2 + 4 * 12 + 4;
  const tiff = Buffer.concat([
    Buffer.from("MM\0*", "latin1"),
    bytes(4, 8),
    directory([0x0112, SHORT, 1, bytes(2, 6)], [0x8769, LONG, 1, bytes(4, detail)], [0x8825, LONG, 1, bytes(4, place)]),
    directory([0x9003, ASCII, time.length, bytes(4, rest)]),
    directory(
      [1, ASCII, 2, Buffer.from("N\0", "latin1")],
      [2, RATIONAL, 3, bytes(4, rest + time.length)],
      [3, ASCII, 2, Buffer.from("E\0", "latin1")],
      [4, RATIONAL, 3, bytes(4, rest + time.length + lat.length)],
    ),
    time,
    lat,
    lon,
  ]);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1]), bytes(2, exif.length + 2), exif, jpeg.subarray(2)]);
}

/** The name and type of a picture by what it begins with. */
function file(buffer: Buffer, n: number): { name: string; mimeType: string; buffer: Buffer } {
  const kind = buffer[0] === 0xff ? "jpeg" : "bmp";
  return { name: `site-${n + 1}.${kind}`, mimeType: `image/${kind}`, buffer };
}

/** Chooses photos from the album, as a finger does: the button, then the files; what is pressed next waits for them. */
export async function choosePhotos(page: Page, ...pictures: Buffer[]): Promise<void> {
  const opened = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "从相册选" }).click();
  const chooser = await opened;
  await chooser.setFiles(pictures.map(file));
}

/** The same, until they are there. */
export async function addPhotos(page: Page, ...pictures: Buffer[]): Promise<void> {
  const there = page.locator(".photo-remove");
  const before = await there.count();
  await choosePhotos(page, ...pictures);
  await expect(there).toHaveCount(before + pictures.length);
}
