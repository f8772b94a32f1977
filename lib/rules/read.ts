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
import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import { type Rulebook, storedRulebook, writtenRulebook } from "./rulebook.ts";
import { type Fault, validate } from "./validate.ts";
import { shown } from "./wording.ts";

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

/** `rules.yaml:12:5: unknown key ...`, as editors and compilers write it. */
export function problemText({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

/**
 * The rules in a YAML or JSON text, or everything that is wrong with it, in the order of the text. Never throws.
 *
 * @param file the name that problems carry
 */
export function readRulebook(
  text: string,
  file: string,
  actions: readonly ActionSpec[],
): { readonly rulebook: Rulebook } | { readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const problems = (faults: readonly PlacedFault[]) => ({
    problems: faults
      .toSorted((one, other) => one.offset - other.offset)
      .map(({ offset, path, message }) => {
        const { line, col } = lines.linePos(offset);
        return { file, line: Math.max(1, line), column: Math.max(1, col), path: path.join("."), message };
      }),
  });
  const whole = (message: string, offset = 0) => problems([{ offset, path: [], message }]);
  if (Buffer.byteLength(text) > mostBytes) return whole(`the file is larger than ${mostBytes} bytes`);
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false });
  const { broken, firstAlias, pairs } = inspect(doc);
  if (broken.length > 0) return problems(broken);
  if (doc.contents === null) return whole("the file is empty: expected `version: 1` and `rules`");
  try {
    const read = validate(writtenRulebook(actions), doc.toJS({ maxAliasCount: mostAliases }));
    if ("data" in read) return { rulebook: read.data };
    return problems(read.faults.map((fault) => placed(fault, doc.contents, pairs)));
  } catch (error) {
    if (error instanceof ReferenceError) return whole(`an anchor is used more than ${mostAliases} times`, firstAlias);
    if (error instanceof RangeError)
      return whole("nested too deeply, or an alias stands inside its own anchor", firstAlias);
    throw error;
  }
}

/**
 * A stored rulebook, checked as strictly as a written one.
 *
 * @throws StoreError `corrupt` when it is not what `readRulebook` gives, or names a verb that this version does not have
 */
export function parseRulebook(json: unknown, actions: readonly ActionSpec[]): Rulebook {
  const read = validate(storedRulebook(actions), json);
  if ("data" in read) return read.data;
  const [first] = read.faults;
  throw new StoreError("corrupt", `the stored rules cannot be used: ${first?.path.join(".")}: ${first?.message}`);
}

interface PlacedFault {
  readonly offset: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The pairs of each map in the text, by key. */
type Pairs = WeakMap<YAMLMap, Map<string, Pair>>;

const plainWords: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "a second document starts here: expected one a file",
  NON_STRING_KEY: "expected a text as key",
  RESOURCE_EXHAUSTION: "nested too deeply",
};

/** What is wrong with the YAML itself. Keys are compared here, since the library's own way is quadratic. */
function inspect(doc: Document.Parsed): { broken: readonly PlacedFault[]; firstAlias: number; pairs: Pairs } {
  // The library says several things about one place; the first is the cause.
  const broken = new Map<number, PlacedFault>();
  const report = (offset: number, message: string) => {
    if (!broken.has(offset)) broken.set(offset, { offset, path: [], message });
  };
  for (const { pos, code, message } of [...doc.errors, ...doc.warnings]) report(pos[0], plainWords[code] ?? message);
  const pairs: Pairs = new WeakMap();
  const anchors = new Set<string>();
  let firstAlias: number | undefined;
  visit(doc, {
    Alias(_, alias) {
      firstAlias ??= offsetOf(alias);
      if (!anchors.has(alias.source)) report(offsetOf(alias), `no anchor ${shown(alias.source)} before this alias`);
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
