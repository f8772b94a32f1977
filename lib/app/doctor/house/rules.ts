import type { Diagnosis } from "../../../core/diagnosis.ts";
import { found, isUnseen, type Seen } from "../../../core/seen.ts";
import { spanText } from "../../../core/span.ts";
import type { Instant } from "../../../core/time.ts";
import { actsSomewhere, type Mode } from "../../../rules/mode.ts";
import { type Known, teller } from "../known.ts";

/** What `doctor` may say of rules and of the switch. */
export const rulesKnown = {
  rulesFit: { area: "rules", level: "well", what: "Rules are active, and some act." },
  rulesNone: {
    area: "rules",
    level: "warning",
    what: "No rules were applied to a source: nothing is ever done there.",
    cure: "write one (docs/first-rule.md, infra/recipes) and apply it: penstock rules apply FILE",
  },
  rulesCorrupt: {
    area: "rules",
    level: "broken",
    what: "The active rules cannot be read: none is in force after the next cold start.",
    cure: "apply them again: penstock rules apply FILES; or take an older version: penstock rules rollback",
  },
  ruleSetAside: {
    area: "rules",
    level: "broken",
    what: "This version cannot use a rule that is active: it does nothing.",
    cure: "mend the rule as penstock rules validate says, and apply it again",
  },
  rulesReport: {
    area: "rules",
    level: "warning",
    what: "No rule acts: all only report, or are off.",
    cure: "where the reports are what you want, set mode: enforce in rules or in defaults, and apply them (docs/rule-life.md)",
  },
  ruleOff: {
    area: "rules",
    level: "warning",
    what: "Rules are switched off.",
    cure: "set their mode to report or enforce, or take them out; then apply the rules",
  },
  stopped: {
    area: "rules",
    level: "warning",
    what: "Somebody has pressed the switch: no call of what is stopped starts, tasks wait.",
    cure: "when its reason is over: penstock resume WHAT --reason …",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(rulesKnown);

/** The active rules. */
export interface SeenRules {
  readonly version: number;
  /** Why they cannot be read; then there are none. */
  readonly broken?: string;
  readonly rules: readonly { readonly id: string; readonly mode: Mode | "?" }[];
  readonly setAside: readonly { readonly id: string; readonly reason: string }[];
  /** As they are stored; missing where only the API was asked. */
  readonly text?: string;
}

/** What is stopped; since when and by whom where the journal still tells. */
export interface SeenStop {
  readonly what: string;
  readonly at?: Instant;
  readonly who?: string;
}

interface Standing {
  readonly now: Instant;
  readonly rules: Seen<SeenRules>;
  readonly stops: Seen<readonly SeenStop[]>;
}

/** How a source's rules and its switch stand. */
export function examineRules(source: string, { now, rules, stops }: Standing): readonly Diagnosis[] {
  return [
    ...(isUnseen(rules) ? [] : ruleDiagnoses(source, found(rules))),
    ...(found(stops) ?? []).map((stop) => tell("stopped", `switch of ${source}`, `${stopText(stop, now)}.`)),
  ];
}

function ruleDiagnoses(source: string, seen: SeenRules | undefined): readonly Diagnosis[] {
  const about = `rules of ${source}`;
  if (!seen || (seen.version === 0 && seen.broken === undefined))
    return [tell("rulesNone", about, "None were applied.")];
  if (seen.broken !== undefined) return [tell("rulesCorrupt", about, `They cannot be read: ${seen.broken}.`)];
  const { version, rules, setAside } = seen;
  const aside = new Set(setAside.map(({ id }) => id));
  const usable = rules.filter(({ id }) => !aside.has(id));
  const off = usable.filter(({ mode }) => mode === "off").map(({ id }) => id);
  const acting = usable.filter(({ mode }) => mode !== "?" && actsSomewhere({ mode }));
  const faults = setAside.map(({ id, reason }) => tell("ruleSetAside", `rule ${id} of ${source}`, `${reason}.`));
  if (acting.length === 0)
    return [...faults, tell("rulesReport", about, `Version ${version} has ${usable.length}, and none acts.`)];
  return [
    ...faults,
    ...(off.length > 0 ? [tell("ruleOff", about, `Off: ${off.join(", ")}.`)] : []),
    tell("rulesFit", about, `Version ${version}: ${acting.length} of ${rules.length} act.`),
  ];
}

function stopText({ what, at, who }: SeenStop, now: Instant): string {
  const since =
    at === undefined ? "for longer than the journal's newest part tells" : `for ${spanText((now - at) / 1000)}`;
  return `${what} is stopped ${since}${who === undefined ? "" : `, by ${who}`}`;
}
