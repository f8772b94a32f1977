import { joinKey, type LedgerKey } from "../core/key.ts";
import { nearest } from "../core/nearest.ts";

/** Where the switch of a source lives in the ledger. */
export function switchKey(source: string): LedgerKey {
  return { scope: `switch#${joinKey(source)}`, key: "stops" };
}

/** What a switch stops. One that cannot be read as a list stops everything. */
export function readStops(text: string | undefined): readonly string[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((stop) => typeof stop === "string")) return list;
  } catch {
    // It stops everything, as below.
  }
  return ["everything"];
}

/** The switch's value for what it shall stop. */
export function stopsText(stops: readonly string[]): string {
  return JSON.stringify(stops);
}

/**
 * What a person may mean by a name that nothing can be stopped by: a stop that stops nothing would be believed.
 *
 * @returns the cure, or `undefined` when the name is good
 */
export function cureFor(
  what: string,
  { verbs, rules }: { readonly verbs: readonly string[]; readonly rules: readonly string[] | undefined },
): string | undefined {
  if (what === "everything" || /^project:[1-9]\d{0,15}$/.test(what)) return undefined;
  const [, kind, name = ""] = /^(verb|rule):(.*)$/s.exec(what) ?? [];
  const known =
    kind === "verb" ? verbs : kind === "rule" ? rules : ["everything", "project:ID", "verb:NAME", "rule:ID"];
  // Without a rulebook that can be read, a rule is taken at its word.
  if (known === undefined || (kind !== undefined && known.includes(name))) return undefined;
  const near = nearest(kind === undefined ? what : name, known);
  const list = known.map((one) => (kind === undefined ? one : `${kind}:${one}`)).join(", ");
  return near === undefined ? `It can be one of: ${list || "none"}.` : `Did you mean ${kind ? `${kind}:` : ""}${near}?`;
}
