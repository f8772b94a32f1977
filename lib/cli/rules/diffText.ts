import { styleText } from "node:util";
import type { Change } from "../../rules/diff/changes.ts";
import type { Named, Part, RulesDiff } from "../../rules/diff/diff.ts";
import { gateWords } from "../../rules/diff/gateWords.ts";
import { inline } from "../../rules/diff/inline.ts";
import { safe } from "../render.ts";

const kinds = [
  ["rules", ""],
  ["calendars", "calendar "],
  ["failureClasses", "failure class "],
  ["invariants", "invariant "],
] as const satisfies readonly (readonly [keyof RulesDiff, string])[];

/** What would change, each key with its old and its new value; what begins or ceases to act stands out. */
export function diffLines(diff: RulesDiff): string[] {
  return kinds.flatMap(([kind, word]) => partLines(diff[kind], word));
}

function partLines({ added, removed, changed }: Part, word: string): string[] {
  return [
    ...removed.flatMap(({ id, is }) => [styleText("red", `- ${word}${safe(id)}`) + headline(is)]),
    ...changed.flatMap(({ id, changes }) => [styleText("yellow", `~ ${word}${safe(id)}`), ...changeLines(changes)]),
    ...added.flatMap(({ id, is }) => [styleText("green", `+ ${word}${safe(id)}`), ...keyLines(is)]),
  ];
}

/** Of what goes away a few words are enough. */
function headline({ mode, do: verb }: Named["is"]): string {
  return mode === undefined ? "" : `  ${safe(inline(mode))}  ${safe(inline(verb))}`;
}

function keyLines(is: Named["is"]): string[] {
  const { id: _, ...keys } = is;
  return aligned(Object.entries(keys).map(([key, value]) => [key, colouredMode(key, safe(inline(value)))]));
}

function changeLines(changes: readonly Change[]): string[] {
  const ordered = changes.toSorted((one, other) => Number(isMode(other)) - Number(isMode(one)));
  return aligned(ordered.map((change) => [change.key, changeText(change)]));
}

function changeText(change: Change): string {
  const { before, after } = change;
  const looser = gateWords(change);
  const words = looser === undefined ? "" : styleText("bold", `  ${looser}`);
  if (before === undefined) return `${styleText("green", safe(inline(after)))}  new${words}`;
  if (after === undefined) return `${styleText("red", safe(inline(before)))}  is gone${words}`;
  const text = `${safe(inline(before))} -> ${safe(inline(after))}${words}`;
  return isMode(change) ? styleText("bold", `${text}  ${modeWords(change)}`) : text;
}

function isMode({ key }: Change): boolean {
  return /^mode(\.|$)/.test(key);
}

function modeWords({ before, after }: Change): string {
  const [acted, acts] = [actsText(before), actsText(after)];
  if (acted === acts) return "ACTS IN OTHER PROJECTS";
  return acts ? "BEGINS TO ACT" : "acts no more";
}

function actsText(mode: unknown): boolean {
  return mode === "enforce" || (typeof mode === "object" && mode !== null) || /%$/.test(String(mode));
}

function colouredMode(key: string, text: string): string {
  return key === "mode" && text !== "report" && text !== "off" ? styleText("bold", text) : text;
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([key]) => key.length), 0);
  return rows.map(([key, text]) => `    ${safe(key).padEnd(width)}  ${text}`);
}

const mostShort = 20;

/** The same in one line each, the first few. */
export function shortLines(diff: RulesDiff): string[] {
  const lines = kinds.flatMap(([kind, word]) => {
    const { added, removed, changed } = diff[kind];
    return [
      ...removed.map(({ id }) => styleText("red", `- ${word}${safe(id)}`)),
      ...changed.map(({ id, changes }) => {
        const texts = changes.map((change) => `${safe(change.key)} ${changeText(change)}`);
        return `${styleText("yellow", `~ ${word}${safe(id)}`)}  ${texts.join(", ")}`;
      }),
      ...added.map(({ id }) => styleText("green", `+ ${word}${safe(id)}`)),
    ];
  });
  const more = lines.length - mostShort;
  return more > 0 ? [...lines.slice(0, mostShort), `and ${more} more: rules plan tells them all`] : lines;
}
