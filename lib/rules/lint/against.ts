import { actsSomewhere } from "../mode.ts";
import { exampleText } from "../space/exampleText.ts";
import { exampleOfBoth } from "../space/overlap.ts";
import { kindOf } from "../trigger.ts";
import type { Finding } from "./finding.ts";
import { findingAt, type Linted, mayMeet } from "./linted.ts";
import { patience } from "./patience.ts";

/** Rules that want different things of one job. */
export function against(all: readonly Linted[]): Finding[] {
  const acting = all.filter(({ rule }) => actsSomewhere(rule));
  const keeps = acting.filter(({ rule }) => rule.do.action === "keep");
  const deletes = all.filter(({ spec }) => spec?.destroys);
  const keeping = meeting(patience());
  return [...deletes.flatMap((one) => keepAgainst(one, keeps, keeping)), ...differentEffects(acting)];
}

/** A job that both mean, in words. */
type BothMean = (one: Linted, other: Linted) => string | undefined;

function meeting(hasTime: () => boolean): BothMean {
  return (one, other) => {
    const example = mayMeet(one, other) && hasTime() ? exampleOfBoth(one.ready, other.ready) : undefined;
    return example && exampleText(example);
  };
}

function keepAgainst(one: Linted, keeps: readonly Linted[], bothMean: BothMean): Finding[] {
  return keeps.flatMap((keep) => {
    const example = bothMean(one, keep);
    if (example === undefined) return [];
    const { id } = keep.rule;
    const message = `${id} keeps what this rule would delete, such as ${example}; a keep wins, so that it is never deleted: leave out here what ${id} keeps`;
    return [findingAt(one, ["do"], { severity: "warning", code: "keepAgainstDelete", message, others: [keep] })];
  });
}

/** Verbs that are one task: two rules that want both of one job are a matter for a person. */
function taskOf({ rule }: Linted): string {
  const { action } = rule.do;
  return action === "restart" ? "cancel" : action;
}

function differentEffects(acting: readonly Linted[]): Finding[] {
  const bothMean = meeting(patience());
  const mayDiffer = acting.filter((one) => hasEvents(one) && ["cancel", "play", "retry"].includes(taskOf(one)));
  return [...Map.groupBy(mayDiffer, taskOf).values()].flatMap((group) => {
    const wishes = group.map((one): Wish => ({ one, does: JSON.stringify(one.rule.do) }));
    return wishes.flatMap((wish, at) => firstDifference(wish, wishes.slice(0, at), bothMean) ?? []);
  });
}

/** A rule, and what it does as a text. */
interface Wish {
  readonly one: Linted;
  readonly does: string;
}

/** Of two rules the later one is told. */
function firstDifference({ one, does }: Wish, earlier: readonly Wish[], bothMean: BothMean): Finding | undefined {
  for (const { one: other, does: theirs } of earlier) {
    if (does === theirs || !mayMeet(one, other) || !differ(one, other)) continue;
    const found = differenceOf(one, other, bothMean);
    if (found) return found;
  }
  return undefined;
}

function differenceOf(one: Linted, other: Linted, bothMean: BothMean): Finding | undefined {
  const example = bothMean(one, other);
  if (example === undefined) return undefined;
  const { id } = other.rule;
  const mine = one.rule.do.action;
  const theirs = other.rule.do.action;
  const what = mine === theirs ? `${mine} one job with different values` : `${theirs} and to ${mine} one job`;
  const message = `${id} and this rule want to ${what}, such as ${example}: neither is done, and the task waits for a person; let only one of them mean it`;
  return findingAt(one, ["do"], { severity: "warning", code: "differentEffects", message, others: [other] });
}

/** What a person says in chat comes when it comes. */
function hasEvents({ rule }: Linted): boolean {
  return rule.on.some((trigger) => kindOf(trigger) !== "command");
}

/** Whether they certainly send something else: slots may turn out alike. */
function differ({ rule: { do: one } }: Linted, { rule: { do: other } }: Linted): boolean {
  if (one.action !== other.action) return true;
  return (["variables", "inputs"] as const).some((key) => {
    const [mine, theirs] = [fieldsOf(one.params[key]), fieldsOf(other.params[key])];
    const names = new Set([...mine.keys(), ...theirs.keys()]);
    return [...names].some((name) => {
      const [a, b] = [mine.get(name), theirs.get(name)];
      return a !== b && !`${a}${b}`.includes("{{");
    });
  });
}

function fieldsOf(fields: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(Object(fields)).map(([name, value]) => [name, JSON.stringify(value)]));
}
