import type { Ask } from "../../core/looked.ts";
import { spanSeconds, spanText } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import { asksOf, becauseText, type Clause } from "../../core/verdict.ts";
import type { AskWord, Expect, Told } from "../../rules/cases/expect.ts";
import { momentOf } from "../../rules/cases/moment.ts";
import type { Act, Spoken } from "./judgeCase.ts";

/** One thing that a rule says otherwise than it was expected. */
export interface Difference {
  /** `answer`, or the word of the expectation. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  /** The clause that decided, with the value that it saw. */
  readonly because: string;
}

type One = Exclude<Expect[string], true>;

/** Where a rule differs from what is expected of it, its answer first: where that is another, nothing else is compared. */
export function differences(expected: One, { verdict, act }: Spoken, now: Instant): Difference[] {
  const told: Told = typeof expected === "string" ? { answer: expected } : expected;
  const because = becauseText(verdict.because);
  const differs = (what: string, wanted: string, got: string): Difference => ({ what, expected: wanted, got, because });
  if (verdict.answer !== told.answer) return [differs("answer", told.answer, verdict.answer)];
  const list: Difference[] = [];
  if (told.because !== undefined && !endsWith(verdict.because.path, told.because))
    list.push(differs("because", told.because, verdict.because.path));
  if (told.asks) list.push(...askDifference(told.asks, verdict.clauses, differs));
  return act ? [...list, ...actDifferences(told, act, { now, differs })] : list;
}

type Differs = (what: string, wanted: string, got: string) => Difference;

/** Whether a path ends with these steps. */
function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`.${end}`);
}

function askDifference(wanted: readonly AskWord[], clauses: readonly Clause[], differs: Differs): Difference[] {
  const asked = [...new Set(asksOf(clauses).map(askWord))];
  const text = (words: readonly string[]) => words.toSorted().join(", ") || "nothing";
  return text([...new Set(wanted)]) === text(asked) ? [] : [differs("asks", text([...new Set(wanted)]), text(asked))];
}

const words: Readonly<Partial<Record<string, AskWord>>> = {
  isProtected: "protected",
  isNewest: "newest",
  isLatest: "latest",
  isSuperseded: "superseded",
  siblings: "jobs",
};

function askWord(ask: Ask): string {
  if ("group" in ask) return "by";
  return "log" in ask ? "log" : (words[ask.fact] ?? ask.fact);
}

function actDifferences(
  { waits, do: verb, refused }: Told,
  act: Act,
  { now, differs }: { readonly now: Instant; readonly differs: Differs },
): Difference[] {
  const list: Difference[] = [];
  if (refused !== undefined && !act.refused?.includes(refused))
    list.push(differs("refused", refused, act.refused ?? "not refused"));
  // Whoever expects a yes expects that something is done.
  if (refused === undefined && act.refused !== undefined)
    list.push(differs("answer", "yes", `yes, but refused: ${act.refused}`));
  if (waits !== undefined && wantedAt(waits, now) !== act.at)
    list.push(differs("waits", waits, typeof act.at === "string" ? act.at : waitText(act.at, now)));
  return verb === undefined ? list : [...list, ...doDifferences(verb, act, differs)];
}

function wantedAt(waits: string, now: Instant): Act["at"] {
  if (waits === "never" || waits === "people") return waits;
  if (waits === "no") return now;
  return momentOf(waits) ?? now + (spanSeconds(waits) ?? Number.NaN) * 1000;
}

function waitText(at: Instant, now: Instant): string {
  return at === now ? "no" : `${spanText((at - now) / 1000)}, until ${instantText(at)}`;
}

function doDifferences(wanted: NonNullable<Told["do"]>, { action, sent }: Act, differs: Differs): Difference[] {
  const [[verb = "", content = {}] = []] =
    typeof wanted === "string" ? [[wanted, {}] as const] : Object.entries(wanted);
  if (verb !== action.name) return [differs("do", verb, action.name)];
  return (["variables", "inputs", "text", "channel"] as const).flatMap((part) => {
    if (content[part] === undefined) return [];
    const [want, got] = [plain(content[part]), plain(sent[part])];
    return want === got ? [] : [differs(`do.${verb}.${part}`, want, got)];
  });
}

/** A value as text, its keys in order. */
function plain(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value) ?? "nothing";
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}
