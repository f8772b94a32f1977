import * as z from "zod";
import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import { indexOf, indexRules, type RuleIndex } from "./index/ruleIndex.ts";
import { type BrokenInvariant, type Invariant, readInvariant } from "./invariant.ts";
import { language } from "./language.ts";
import { type Unpacked, unpackRules } from "./pack.ts";
import { Beside, type Rule, type Rulebook, storedRule } from "./rulebook.ts";
import { validate } from "./validate.ts";

/** A stored rule that this version cannot use, and why. Whatever it may have asked for is not there: it concerns nothing. */
export interface BrokenRule {
  readonly id: string;
  readonly action: string;
  readonly reason: string;
}

/** A stored rulebook whose rules are read when they are asked for, each alone. */
export interface Opened {
  readonly beside: Omit<Rulebook, "rules">;
  /** All of them: what `beside` lacks cannot be read, and forbids all the same. */
  readonly invariants: readonly (Invariant | BrokenInvariant)[];
  readonly count: number;
  readonly index: RuleIndex;
  /** The rule at a position, checked as strictly as a written one; where this very build checked it before, as it is. */
  read(position: number): Rule | BrokenRule;
  /** Where the rule with an id stands. */
  find(id: string): number | undefined;
}

/** Reads one rule of a stored rulebook. */
export type ReadRule = (json: unknown, position: number) => Rule | BrokenRule;

const Named = z.looseObject({ id: z.string(), do: z.looseObject({ action: z.string() }).optional().catch(undefined) });

const schemas = new WeakMap<readonly ActionSpec[], z.ZodType<Rule>>();

/** Made once for all rulebooks, and only if it is needed: building a schema costs more than reading a rule. */
export function ruleReader(actions: readonly ActionSpec[]): ReadRule {
  return (json, position) => {
    const schema = schemas.get(actions) ?? storedRule(actions);
    schemas.set(actions, schema);
    const read = validate(schema, json);
    if ("data" in read) return read.data;
    const { data } = Named.safeParse(json);
    const [fault] = read.faults;
    const where = [...(fault?.path ?? []), ...(fault?.key === undefined ? [] : [fault.key])].join(".");
    const reason = `${where ? `${where}: ` : ""}${fault?.message ?? "it cannot be read"}`;
    return { id: data?.id ?? `rule-${position + 1}`, action: data?.do?.action ?? "", reason };
  };
}

/**
 * The language to name in a rulebook's pack: a build's own, if it reads every rule, and what stands beside them, just as they
 * are stored; then it need not read them again. Otherwise none.
 */
export function languageOf(rulebook: Rulebook, read: ReadRule, own = language): string | undefined {
  if (own === undefined) return undefined;
  const { rules, ...beside } = rulebook;
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  const isPlain = isSame(readBeside(beside).beside, beside) && rules.every((rule, at) => isSame(read(rule, at), rule));
  return isPlain ? own : undefined;
}

/**
 * Opens a stored rulebook.
 *
 * @param stored the text, and what `packRules` made beside it, both as their hashes promise; without a pack, or with one
 * that another version made in its own way, all rules are read at once
 * @param own the language of this build: a pack that names it holds what this build has read before
 * @throws StoreError `corrupt` when the text is no rulebook, `newer` when only a later Penstock reads it; a rule that is none is
 * told by `read`
 */
export function openRulebook(
  stored: { readonly rules: string; readonly pack?: Uint8Array },
  read: ReadRule,
  own = language,
): Opened {
  try {
    const unpacked = stored.pack && unpackRules(stored.pack);
    if (!unpacked) return openText(stored.rules, read);
    const isKnown = own !== undefined && unpacked.language === own;
    return openPacked(stored.rules, unpacked, isKnown ? asStored : { beside: readBeside, rule: read });
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreError("corrupt", `the stored rules cannot be used: ${reason}`, { cause: error });
  }
}

interface Reading {
  readonly beside: (json: object) => Pick<Opened, "beside" | "invariants">;
  readonly rule: ReadRule;
}

/** The text is the one that its writer checked, as the head's seal says, and `languageOf` says with which outcome. */
const asStored: Reading = {
  beside({ rules: _, ...others }: { rules?: unknown }) {
    const beside = others as Omit<Rulebook, "rules">;
    return { beside, invariants: beside.invariants ?? [] };
  },
  rule: (json) => json as Rule,
};

function openPacked(text: string, { starts, columns }: Unpacked, reading: Reading): Opened {
  const { count } = columns;
  const { beside, invariants } = reading.beside(JSON.parse(`${text.slice(0, starts[0])}]}`));
  const textAt = (position: number) => text.slice(starts[position], (starts[position + 1] ?? 0) - 1);
  const read = (position: number) => reading.rule(JSON.parse(textAt(position)), position);
  const found = new Map<string, number>();
  return {
    beside,
    invariants,
    count,
    index: indexOf(columns),
    read,
    find(id) {
      const known = found.get(id);
      if (known !== undefined) return known;
      const wanted = `"id":${JSON.stringify(id)}`;
      for (let at = text.indexOf(wanted, starts[0]); at >= 0; at = text.indexOf(wanted, at + 1)) {
        const position = ruleAround(starts, at);
        if (read(position).id !== id) continue;
        found.set(id, position);
        return position;
      }
      return undefined;
    },
  };
}

/** The rule that begins last before a place in the text, or there. */
function ruleAround(starts: Uint32Array, place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle;
  }
  return low;
}

const Text = z.looseObject({ rules: z.array(z.unknown()) });

function openText(text: string, readRule: ReadRule): Opened {
  const json = JSON.parse(text);
  const { beside, invariants } = readBeside(json);
  const { rules: list } = Text.parse(json);
  const rules = list.map(readRule);
  const places = new Map(rules.map(({ id }, position) => [id, position]));
  return {
    beside,
    invariants,
    count: rules.length,
    index: indexRules(rules.map((rule) => ("reason" in rule ? nobodysRule(rule) : rule))),
    read: (position) => rules[position] ?? { id: `rule-${position + 1}`, action: "", reason: "it is not there" },
    find: (id) => places.get(id),
  };
}

/** An invariant that cannot be read must not take the rules with it, nor be forgotten. */
function readBeside(json: object): Pick<Opened, "beside" | "invariants"> {
  const { rules: _, ...others }: { rules?: unknown; invariants?: unknown; version?: unknown } = json;
  if (typeof others.version === "number" && others.version > 1) throw ofLater(others.version);
  const invariants = Array.isArray(others.invariants) ? others.invariants.map(readInvariant) : [];
  const isBroken = invariants.some((one) => "reason" in one);
  const readable = { ...others, invariants: invariants.filter((one) => !("reason" in one)) };
  const read = validate(Beside, isBroken ? readable : others);
  if ("data" in read) return { beside: read.data, invariants };
  const [first] = read.faults;
  throw new StoreError("corrupt", `the stored rules cannot be used: ${first?.path.join(".")}: ${first?.message}`);
}

function ofLater(version: number): StoreError {
  const advice = "deploy that one again, or apply rules that say `version: 1`";
  return new StoreError(
    "newer",
    `the stored rules say \`version: ${version}\`: they are for a later Penstock; ${advice}`,
  );
}

/** What stands in the place of a rule that is set aside: nothing causes it, and it does nothing. */
export function nobodysRule({ id, action }: BrokenRule): Rule {
  return { id, projects: ["**"], on: [], do: { action, params: {} }, mode: "off", limit: {} };
}
