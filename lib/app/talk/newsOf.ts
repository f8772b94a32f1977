import type { ByHandEntry, Entry, OutageEntry, RulesEntry, SwitchEntry, TaskEntry } from "../../core/journal.ts";
import type { Line } from "../../core/message.ts";
import type { Severity, Tiding } from "../../core/talkSettings.ts";
import { isOpen } from "../../core/task.ts";
import { ruleId } from "../../core/transitions.ts";
import type { TalkSource } from "./desk.ts";
import { stateWords } from "./endMessage.ts";
import { jobLink } from "./jobLink.ts";

/** One thing that happened and that people may want to hear. */
export interface News {
  readonly tiding: Exclude<Tiding, "gates">;
  readonly severity: Severity;
  /** Ids. */
  readonly rules: readonly string[];
  readonly project?: { readonly id: number; readonly path?: string };
  /** It is about all rules and projects, or about its rules in all projects. */
  readonly isOfAll?: true | "projects";
  /** What it is counted as, e.g. `retry done`. */
  readonly what: string;
  readonly title: Line;
  readonly lines: readonly Line[];
}

const mostTexts = 10;

/** What an entry of the journal tells people; `undefined`: nothing. */
export function newsOf(entry: Entry, source: Pick<TalkSource, "url">): News | undefined {
  switch (entry.kind) {
    case "task":
      return taskNews(entry, source);
    case "switch":
      return switchNews(entry);
    case "rules":
      return rulesNews(entry);
    case "byHand":
      return handNews(entry, source);
    case "outage":
      return outageNews(entry);
    // What was heard is no news yet, and seals are nobody's.
    case "delivery":
    case "seal":
      return undefined;
    default:
      return entry satisfies never;
  }
}

/** What rules tell in channels that they name themselves, whatever the routes say. */
export function noticesOf(entry: Entry, source: Pick<TalkSource, "url">): ReadonlyMap<string, News> {
  const found = new Map<string, News>();
  if (entry.kind !== "task") return found;
  const { texts = [], channels = [], rules } = entry;
  const ids = [...new Set(rules.map((rule) => ruleId({ rule })))];
  for (const [channel, told] of Map.groupBy(texts.entries(), ([at]) => channels[at] ?? "")) {
    const [first = "", ...more] = told.map(([, text]) => text);
    if (channel === "") continue;
    found.set(channel, {
      tiding: "outcomes",
      severity: "info",
      rules: ids,
      ...projectOf(entry),
      what: "told",
      title: [first],
      lines: [...more.slice(0, mostTexts).map((one) => [one]), ["About", ...aboutLine(entry, source)], byLine(ids)],
    });
  }
  return found;
}

function byLine(ids: readonly string[]): Line {
  return ["By ", ...ids.flatMap((id, at) => [...(at > 0 ? [", "] : []), { code: id }])];
}

const severityOf = { done: "info", skipped: "info", reported: "info", refused: "warning", attention: "alarm" } as const;

function taskNews(entry: TaskEntry, source: Pick<TalkSource, "url">): News | undefined {
  const { state, verb, reason, rules, texts = [] } = entry;
  if (isOpen({ state })) return undefined;
  const ids = [...new Set(rules.map((rule) => ruleId({ rule })))];
  const isNotice = verb === "notify" && state === "done";
  const [text, ...more] = texts;
  const title: Line =
    isNotice && text !== undefined
      ? [text]
      : [verb, ...aboutLine(entry, source), ": ", { strong: stateWords[state].words }];
  return {
    tiding: "outcomes",
    severity: severityOf[state as keyof typeof severityOf],
    rules: ids,
    ...projectOf(entry),
    what: `${verb} ${state}`,
    title,
    lines: [
      ...(isNotice ? [["About", ...aboutLine(entry, source)]] : [[reason]]),
      ...(isNotice ? more : texts).slice(0, mostTexts).map((one) => [one]),
      byLine(ids),
    ],
  };
}

function outageNews(entry: OutageEntry): News {
  const { step, rule, failure, reason, who } = entry;
  const { projectId, projectPath: path } = entry;
  const where: Line =
    projectId === undefined ? ["all projects"] : [path === undefined ? `project ${projectId}` : { code: path }];
  return {
    tiding: "outcomes",
    severity: step === "opened" ? "alarm" : "info",
    rules: [rule],
    ...(projectId === undefined ? { isOfAll: "projects" as const } : projectOf(entry)),
    what: `outage ${step}`,
    title: [
      step === "opened" ? "Outage: " : "The outage is over: ",
      { code: rule },
      step === "opened" ? " parks its retries for " : " retries again for ",
      { code: failure },
      " in ",
      ...where,
    ],
    lines: [[reason], ...(who === undefined ? [] : [["By ", { code: who }] as Line])],
  };
}

function switchNews({ step, what, who, reason }: SwitchEntry): News {
  const [kind, of = ""] = what.split(/:(.*)/s);
  return {
    tiding: "people",
    severity: "alarm",
    rules: kind === "rule" ? [of] : [],
    ...(kind === "project" ? { project: { id: Number(of) } } : kind !== "rule" && { isOfAll: true as const }),
    what: `switch ${step}`,
    title: [step === "stop" ? "Stopped: " : "Goes on: ", { code: what }],
    lines: [["By ", { code: who }, ": ", reason]],
  };
}

const rulesWords = {
  apply: "New rules are active",
  propose: "Rules are proposed",
  approve: "Proposed rules were approved",
  reject: "Proposed rules were rejected",
  rollback: "Older rules are active again",
} as const;

function rulesNews({ step = "apply", version, rules, who, reason, refused }: RulesEntry): News | undefined {
  if (refused !== undefined) return undefined;
  return {
    tiding: "people",
    severity: "info",
    rules: [],
    what: `rules ${step}`,
    title: [rulesWords[step], `: version ${version}, ${rules} in all`],
    lines: [["By ", { code: who }, ...(reason === undefined || reason === "" ? [] : [`: ${reason}`])]],
  };
}

/** Everybody's own business. */
const silentSteps: ReadonlySet<string> = new Set(["link", "unlink"]);

function handNews(entry: ByHandEntry, source: Pick<TalkSource, "url">): News | undefined {
  const { step, what, who, person, reason, refused } = entry;
  if (refused !== undefined || silentSteps.has(step)) return undefined;
  return {
    tiding: "people",
    severity: step === "override" ? "warning" : "info",
    rules: [],
    ...projectOf(entry),
    what: `by hand ${step}`,
    title: [{ strong: step }, ...(entry.job === undefined ? [" ", { code: what }] : aboutLine(entry, source))],
    lines: [["By ", { code: person?.username ?? who }, ...(reason === "" ? [] : [`: ${reason}`])]],
  };
}

function projectOf({ projectId, projectPath }: Entry): Pick<News, "project"> {
  if (projectId === undefined) return {};
  return { project: { id: projectId, ...(projectPath !== undefined && { path: projectPath }) } };
}

function aboutLine(
  { job, projectPath: path, projectId }: TaskEntry | ByHandEntry,
  source: Pick<TalkSource, "url">,
): Line {
  const where: Line = path === undefined ? [projectId === undefined ? "" : `project ${projectId}`] : [{ code: path }];
  const id = job?.startsWith("job:") ? Number(job.slice(4)) : undefined;
  return id === undefined ? [" ", ...where] : [" ", jobLink(source, { id, path }), " in ", ...where];
}
