/**
 * How large an item is by DynamoDB's own reckoning; each kilobyte of it that is begun costs a write unit.
 * Source: docs.aws.amazon.com/amazondynamodb, "DynamoDB item sizes and formats" (read 2026-11).
 */
export function itemBytes(item: object): number {
  return fieldsOf(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

/** What is undefined is not stored. */
function fieldsOf(item: object): [string, unknown][] {
  return Object.entries(item).filter(([, value]) => value !== undefined);
}

function valueBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return 1 + Math.ceil(digitsOf(value) / 2);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + 1 + valueBytes(one), listBytes);
  if (typeof value === "object" && value !== null) return listBytes + fieldsOf(value).length + itemBytes(value);
  return 1;
}

/** Of every list and every map. */
const listBytes = 3;

/** Zeros before and after do not count. */
function digitsOf(value: number): number {
  const [mantissa = ""] = Math.abs(value).toExponential().split("e");
  return mantissa.replace(".", "").replace(/0+$/, "").length;
}
