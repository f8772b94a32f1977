import * as z from "zod";

const Key = z.record(z.string(), z.string());

/** Where a list of a whole table goes on: behind the item with this key. */
export function cursorText(key: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** The key in a cursor, if it names just these attributes; else `undefined`. */
export function readCursor(text: string, names: readonly string[]): Record<string, string> | undefined {
  try {
    const { data } = Key.safeParse(JSON.parse(Buffer.from(text, "base64url").toString()));
    const isWhole = data && Object.keys(data).toSorted().join() === names.toSorted().join();
    return isWhole ? data : undefined;
  } catch {
    return undefined;
  }
}
