import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import { cronFaults } from "./cronFaults.ts";
import { regexFaults } from "./regexFaults.ts";
import { type Rulebook, writtenRulebook } from "./rulebook.ts";
import { type Fault, validate } from "./validate.ts";
import { shown } from "./wording.ts";
import { lostAnchor, yamlWords } from "./yamlWords.ts";

const mostBytes = 5 * 1024 * 1024;
const mostAliases = 100;

/** One thing that is wrong with a file of rules. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `rules.0.when.status`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

const longestPath = 200;

/** `rules.yaml:12:5: unknown key ... (rules.0.wehn)`: as editors and compilers write it, with where it is among the rules. */
export function problemText({ file, line, column, path, message }: Problem): string {
  const where = path && ` (${path.slice(0, longestPath)})`;
  // Names come from whoever wrote the file, and are read on a terminal.
  return `${file}:${line}:${column}: ${message}${where}`.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD");
}

/** Tells where in a text that was read a fault is. */
export type Placing = (fault: Fault) => Problem;

/**
 * The rules in a YAML or JSON text, or everything that is wrong with it, in the order of the text. Never throws.
 *
 * @param file the name that problems carry
 */
export function readRulebook(
  text: string,
  file: string,
  actions: readonly ActionSpec[],
): { readonly rulebook: Rulebook; readonly problemAt: Placing } | { readonly problems: readonly Problem[] } {
  const read = readText(text, file, {
    schema: schemaFor(actions),
    faultsOf: (value) => [...regexFaults(value), ...cronFaults(value)],
  });
  return "data" in read ? { rulebook: read.data, problemAt: read.problemAt } : read;
}

const schemas = new WeakMap<readonly ActionSpec[], z.ZodType<Rulebook>>();

/** To build it takes longer than to read a file with it. */
function schemaFor(actions: readonly ActionSpec[]): z.ZodType<Rulebook> {
  const known = schemas.get(actions) ?? writtenRulebook(actions);
  schemas.set(actions, known);
  return known;
}

/** What a schema makes of a YAML or JSON text, or everything that is wrong with it, each where it stands. Never throws. */
export function readYaml<T>(text: string, file: string, schema: z.ZodType<T>): ReadText<T> {
  return readText(text, file, { schema, faultsOf: () => [] });
}

type ReadText<T> = { readonly data: T; readonly problemAt: Placing } | { readonly problems: readonly Problem[] };

/** @param faultsOf what else is wrong with the plain value, whatever the schema makes of it */
function readText<T>(
  text: string,
  file: string,
  { schema, faultsOf }: { readonly schema: z.ZodType<T>; faultsOf(value: unknown): readonly Fault[] },
): ReadText<T> {
  const lines = new LineCounter();
  const problem = ({ offset, path, message }: PlacedFault): Problem => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col), path: path.join("."), message };
  };
  const problems = (faults: readonly PlacedFault[]) => ({
    problems: faults.toSorted((one, other) => one.offset - other.offset).map(problem),
  });
  const whole = (message: string, offset = 0) => problems([{ offset, path: [], message }]);
  if (Buffer.byteLength(text) > mostBytes) return whole(`the file is larger than ${mostBytes} bytes`);
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const { broken, firstAlias, pairs } = inspect(doc);
  if (broken.length > 0) return problems(broken);
  if (doc.contents === null) return whole("the file is empty: it should begin with `version: 1`");
  try {
    const value: unknown = doc.toJS({ maxAliasCount: mostAliases });
    const read = validate(schema, value);
    const faults = [...("faults" in read ? read.faults : []), ...faultsOf(value)];
    const place = (fault: Fault) => placed(fault, doc.contents, pairs);
    if ("data" in read && faults.length === 0) return { ...read, problemAt: (fault) => problem(place(fault)) };
    return problems(faults.map(place));
  } catch (error) {
    if (error instanceof ReferenceError) return whole(`an anchor is used more than ${mostAliases} times`, firstAlias);
    if (error instanceof RangeError)
      return whole("nested too deeply, or an alias stands inside its own anchor", firstAlias);
    throw error;
  }
}

interface PlacedFault {
  readonly offset: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The pairs of each map in the text, by key. */
type Pairs = WeakMap<YAMLMap, Map<string, Pair>>;

/** What is wrong with the YAML itself. Keys are compared here, since the library's own way is quadratic. */
function inspect(doc: Document.Parsed): { broken: readonly PlacedFault[]; firstAlias: number; pairs: Pairs } {
  // The library says several things about one place; the first is the cause.
  const broken = new Map<number, PlacedFault>();
  const report = (offset: number, message: string) => {
    if (!broken.has(offset)) broken.set(offset, { offset, path: [], message });
  };
  const faults = [...doc.errors, ...doc.warnings];
  // Where the library ran out of stack, all that it says afterwards is about that.
  const exhausted = faults.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  for (const { pos, code, message } of exhausted ? [exhausted] : faults) report(pos[0], yamlWords(code, message));
  const pairs: Pairs = new WeakMap();
  const anchors = new Set<string>();
  let firstAlias: number | undefined;
  visit(doc, {
    Alias(_, alias) {
      firstAlias ??= offsetOf(alias);
      if (!anchors.has(alias.source)) report(offsetOf(alias), lostAnchor(alias.source));
    },
    Value(_, node) {
      if (node.anchor !== undefined) anchors.add(node.anchor);
      if (!isMap(node)) return;
      const known = new Map<string, Pair>();
      for (const pair of node.items) {
        const key = keyText(pair.key);
        if (known.has(key)) report(offsetOf(pair.key), `${shown(key)} is there twice`);
        known.set(key, pair);
      }
      pairs.set(node, known);
    },
  });
  return { broken: [...broken.values()], firstAlias: firstAlias ?? 0, pairs };
}

/** Goes down the path as far as the text does. Where one value stands for a list, the path's index has no place in it. */
function placed({ path, key, message }: Fault, contents: unknown, pairs: Pairs): PlacedFault {
  const below = (node: unknown, step: string | number): unknown => {
    if (isSeq(node)) return node.items[Number(step)];
    return isMap(node) ? pairs.get(node)?.get(String(step))?.value : undefined;
  };
  const textPath: (string | number)[] = [];
  let node = contents;
  let isThere = true;
  for (const step of path) {
    if (typeof step === "number" && isThere && !isSeq(node)) continue;
    textPath.push(step);
    const deeper: unknown = isThere ? below(node, step) : undefined;
    isThere = Boolean(deeper);
    node = deeper || node;
  }
  if (key === undefined) return { offset: offsetOf(node), path: textPath, message };
  const keyNode = isMap(node) ? pairs.get(node)?.get(key)?.key : undefined;
  return { offset: offsetOf(keyNode ?? node), path: [...textPath, key], message };
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
