import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import type { Item } from "../items.ts";

// An item in a line, in the form that DynamoDB's own export to S3 has: {"Item":{"id":{"S":"…"}}}, bytes in base64.
// Source: Amazon DynamoDB Developer Guide, "DynamoDB table export output format" (read 2026-11).

/** An item as a line of a backup, without the line's end. */
export function itemLine(item: Item): string {
  const marshalled = marshall({ ...item }, { removeUndefinedValues: true });
  return JSON.stringify({ Item: marshalled }, (name, value) => (name === "B" ? base64(value) : value));
}

/** `JSON.stringify` asks bytes for their own JSON first, where they have one. */
function base64(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  const bytes = Bytes.safeParse(value);
  return bytes.success ? Buffer.from(bytes.data.data).toString("base64") : value;
}

const Bytes = z.object({ type: z.literal("Buffer"), data: z.array(z.int()) });
const Line = z.object({
  Item: z.custom<Record<string, AttributeValue>>((item) => typeof item === "object" && item !== null),
});

/** The item in such a line; `undefined` for what is none. */
export function lineItem(line: string): Item | undefined {
  try {
    const json: unknown = JSON.parse(line, (name, value) =>
      name === "B" && typeof value === "string" ? Buffer.from(value, "base64") : value,
    );
    const { data } = Line.safeParse(json);
    return data && plainBytes(unmarshall(data.Item));
  } catch {
    return undefined;
  }
}

/** Bytes as the tables hand them out. */
function plainBytes(item: Item): Item {
  const parts = Object.entries(item).map(([name, value]) => [
    name,
    value instanceof Uint8Array ? Uint8Array.from(value) : value,
  ]);
  return Object.fromEntries(parts);
}
