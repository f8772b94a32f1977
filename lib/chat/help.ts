import type { Line, Message } from "../core/message.ts";
import { type CommandWord, commandWords } from "../core/said.ts";
import { type Form, forms, type OptionName } from "./grammar/forms.ts";

/** What a verb is, as its action tells it. */
interface Helped {
  readonly name: string;
  readonly help: string;
}

/** Words that do what an action does, by that action's name. */
const actionOf: Readonly<Partial<Record<CommandWord, string>>> = {
  retry: "retry",
  restart: "restart",
  play: "play",
  arm: "play",
  keep: "keep",
  cancel: "cancel",
};

/** What a rule must say, so that a word is heard; an action is heard where a rule says so and nowhere else. */
const ruleOf: Readonly<Partial<Record<CommandWord, string>>> = {
  retry: "when: { status: failed, by: { role: developer } }, do: retry",
  restart: "when: { status: [pending, running], by: { role: developer } }, do: restart",
  play: 'when: { name: "deploy:*", by: { role: maintainer } }, do: { play: { allow: { REGION: [eu, us] } } }',
  arm: 'when: { name: "deploy:*", by: { role: maintainer } }, do: { play: { allow: { REGION: [eu, us] } } }',
  keep: "when: { by: { role: developer } }, do: keep",
  cancel: "when: { status: [pending, running], by: { role: developer } }, do: cancel",
};

const optionHelp: Readonly<Record<OptionName, Line>> = {
  dry: [{ code: "--dry" }, " only says what would come of it; so does a ", { code: "?" }, " before the word."],
  for: [{ code: "--for 8h" }, " says how long it is meant."],
  reason: [{ code: '--reason "…"' }, " is written down with it."],
};

/** What can be said, from the actions that there are; or all about one word. */
export function helpMessage(actions: readonly Helped[], about?: CommandWord): Message {
  return about === undefined ? helpOfAll(actions) : helpOfOne(about, actions);
}

function helpOfAll(actions: readonly Helped[]): Message {
  const words = commandWords.filter((word) => isThere(word, actions));
  return {
    tone: "ok",
    title: ["What you can say"],
    lines: [
      ...words.map((word): Line => [{ code: forms[word].form }, `: ${helpText(word, actions)}`]),
      jobLine,
      ["You may do what GitLab lets you do, and only where a rule hears it. ", { code: "help play" }, " tells more."],
    ],
  };
}

const jobLine: Line = [
  { code: "JOB" },
  " is a job's web address; or a pipeline's with the job's name behind it; or, in a comment, the name alone. A name is quoted where it has spaces.",
];

function helpOfOne(word: CommandWord, actions: readonly Helped[]): Message {
  const form = forms[word];
  if (!isThere(word, actions)) return { tone: "no", title: [{ code: word }, " cannot be said here."], lines: [] };
  return {
    tone: "ok",
    title: [{ code: form.form }],
    lines: [
      [helpText(word, actions)],
      ["Like this: ", { code: form.example }],
      ...(form.form.includes("JOB") ? [jobLine] : []),
      ...(form.takesValues ? [valueLine] : []),
      ...form.options.map((option) => optionLine(option, form)),
      ...ruleLines(word),
    ],
  };
}

const valueLine: Line = [
  { code: 'NAME=value NAME2="two words"' },
  " gives variables, as far as the rule allows them: no $, no %, no secrets.",
];

function optionLine(option: OptionName, { restIsReason }: Form): Line {
  if (option !== "reason" || !restIsReason) return optionHelp[option];
  return ["What follows is the reason; so is ", { code: '--reason "…"' }, "."];
}

function ruleLines(word: CommandWord): readonly Line[] {
  const rule = ruleOf[word];
  if (rule === undefined) return [];
  return [
    ["It is done only where a rule hears it, such as this one:"],
    [{ code: `{ id: ${word}-from-chat, projects: ["shop/**"], on: { command: ${word} }, ${rule} }` }],
  ];
}

function isThere(word: CommandWord, actions: readonly Helped[]): boolean {
  const action = actionOf[word];
  return action === undefined || actions.some(({ name }) => name === action);
}

/** What an action does it tells itself. */
function helpText(word: CommandWord, actions: readonly Helped[]): string {
  return actions.find(({ name }) => name === word)?.help ?? forms[word].help ?? "";
}
