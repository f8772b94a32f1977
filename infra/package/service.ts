import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import type { Problem } from "./template.ts";

export const serviceFile = "serverless.yml";

/** What `serverless.yml` says, and where. */
export interface Service {
  /** What lies down a path of keys, as plain values; `undefined` where there is nothing. */
  at(...path: readonly string[]): unknown;
  /** `serverless.yml:12:5`: where the path ends, or as far as the file goes down it. */
  where(...path: readonly string[]): string;
  /** Where it is no YAML. */
  readonly problems: readonly Problem[];
}

/** @throws Error when there is no such file */
export function readService(folder: string): Service {
  const lines = new LineCounter();
  const text = readFileSync(join(folder, serviceFile), "utf8");
  // CloudFormation's tags (!GetAtt) are nobody's business here.
  const document = parseDocument(text, { lineCounter: lines, logLevel: "silent", prettyErrors: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${serviceFile}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  return {
    problems: document.errors.map(({ pos, message }) => ({
      resource: placeOf(pos[0]),
      place: "",
      what: message,
      cure: "Correct the YAML there",
    })),
    at(...path) {
      const found: unknown = document.getIn(path);
      return typeof found === "object" && found !== null && "toJS" in found ? (found as Node).toJS(document) : found;
    },
    where: (...path) => placeOf(offsetOf(document, path)),
  };
}

function offsetOf(document: Document.Parsed, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const pair = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === step)
      : {
          key: isSeq(node) ? node.items[Number(step)] : undefined,
          value: isSeq(node) ? node.items[Number(step)] : undefined,
        };
    if (!pair?.key) return offset;
    offset = (pair.key as Node).range?.[0] ?? offset;
    node = pair.value;
  }
  return offset;
}
