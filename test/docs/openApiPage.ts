import { openApi } from "../../functions/api/openapi/document.ts";

const deepest = 3;

/** `docs/openapi.json`: JSON of which whatever lies deeper than an operation or a schema stands in one line, so that changes can be read. */
export function openApiText(): string {
  return `${lines(JSON.parse(JSON.stringify(openApi())), 0)}\n`;
}

function lines(value: unknown, depth: number): string {
  if (depth === deepest || typeof value !== "object" || value === null || Array.isArray(value))
    return JSON.stringify(value);
  const inside = "  ".repeat(depth + 1);
  const entries = Object.entries(value).map(
    ([key, one]) => `${inside}${JSON.stringify(key)}: ${lines(one, depth + 1)}`,
  );
  return entries.length === 0 ? "{}" : `{\n${entries.join(",\n")}\n${"  ".repeat(depth)}}`;
}
