/** Words that YAML reads as something else than text. */
const other = /^(true|false|null|yes|no|on|off|~|[-+.\d].*)$/i;
const plain = /^[\p{L}\p{N}_*!./<>=^ ()+@-][\p{L}\p{N}_*./<>=^ ()+@:%-]*$/u;

/** A value as rules write it, on one line: `failed`, `[failed, canceled]`, `{ over: 1h }`. */
export function inline(value: unknown): string {
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return value.length === 1 ? inline(value[0]) : `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, one]) => `${key}: ${inline(one)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function textOf(text: string): string {
  const isPlain = plain.test(text) && !/: |:$|^[!*]|^ | $/.test(text);
  return isPlain && (!other.test(text) || /^\d+[a-z%]/i.test(text)) ? text : JSON.stringify(text);
}
