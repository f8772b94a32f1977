import type { NoteEffect } from "../state/note.ts";

/** Some of those that GitLab knows. Source: docs.gitlab.com/user/project/quick_actions (read 2026-11). */
const quickActions =
  "approve assign cc child_of clear_milestone close confidential copy_metadata due duplicate done draft epic estimate iteration label labels lock me merge milestone move promote ready reassign rebase relabel reopen request_review retry run_pipeline severity ship shrug spend submit_review subscribe tableflip target_branch timer title todo unapprove unassign unlabel unlock unsubscribe weight wip".split(
    " ",
  );

/** What GitLab does because of a text, and what is left of the text. */
interface Read {
  readonly effects: readonly Pick<NoteEffect, "kind" | "text">[];
  readonly left: string;
}

/**
 * Quick actions are lines of their own that are in no code, quote block or HTML block; they are taken out. People and things
 * are named anywhere but in code.
 * Source: gitlabhq lib/gitlab/quick_actions/extractor.rb, lib/banzai/filter/references (read 2026-11).
 */
export function noteEffects(text: string): Read {
  const effects: Pick<NoteEffect, "kind" | "text">[] = [];
  const left: string[] = [];
  const plain: string[] = [];
  let closing: RegExp | undefined;
  for (const line of text.replaceAll("\r", "").split("\n")) {
    if (closing) {
      if (closing.test(line)) closing = undefined;
      left.push(line);
      continue;
    }
    const action = /^\/(\w+)(?: .*|\s*)$/.exec(line);
    if (action?.[1] !== undefined && quickActions.includes(action[1].toLowerCase())) {
      effects.push({ kind: "quickAction", text: line });
      continue;
    }
    closing = closingOf(line);
    left.push(line);
    if (!closing) plain.push(line);
  }
  const named = namedIn(withoutCode(plain.join("\n")));
  return { effects: [...effects, ...named], left: left.join("\n").trimEnd() };
}

function closingOf(line: string): RegExp | undefined {
  if (/^(```|~~~)/.test(line)) return new RegExp(`^${line.slice(0, 3)}\\s*$`);
  return /^>>>/.test(line) ? /^>>>\s*$/ : undefined;
}

/** Inline code ends where as many backticks come as began it. */
function withoutCode(text: string): string {
  return text.replace(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, " ");
}

/** What a link leads to is named by its address alone. */
function namedIn(text: string): Pick<NoteEffect, "kind" | "text">[] {
  const shown = text.replace(/\]\([^)]*\)/g, "]");
  const found = (where: string, forms: readonly RegExp[]) =>
    forms.flatMap((form) => [...where.matchAll(form)].map(([name]) => name));
  const people = found(shown, [/(?<![\w/])@[A-Za-z0-9_][\w.-]*/g]);
  const things = found(shown, [/(?<![\w&/])([#!%$&]\d+|~[\w"]+|%"|[A-Z]{2,}-\d+)/g, /\b[0-9a-f]{7,40}\b/g]);
  const links = found(text, [/\/-\/(issues|merge_requests|commit|epics|snippets)\/\w+/g]);
  return [
    ...people.map((name) => ({ kind: "mention" as const, text: name })),
    ...[...things, ...links].map((name) => ({ kind: "reference" as const, text: name })),
  ];
}
