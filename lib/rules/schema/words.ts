import { conditions } from "./conditionWords.ts";

/** What an object of the rule language is known by, and what each of its keys is for: a line for people in their editor. */
export interface Words {
  /** Keys that only this kind of object has together. */
  readonly has: readonly string[];
  readonly keys: Readonly<Record<string, string>>;
}

const file: Words = {
  has: ["version", "rules", "defaults"],
  keys: {
    version: "The version of the language: 1.",
    defaults: "What holds for the rules of this file that say nothing else.",
    calendars: "When something may happen, by name; rules wait for one with `require`.",
    failureClasses: "Kinds of failures of your own, by name, for `failureClass`.",
    invariants: "What no rule may do, whatever it says.",
    rules: "The rules. Several files make one rulebook.",
  },
};

const rule: Words = {
  has: ["id", "projects", "on", "do"],
  keys: {
    id: "Unique in the rulebook; verdicts and the journal name `id@version`.",
    description: "What it is for, for people.",
    owner: "Whose it is, for people.",
    projects: "Globs over the full path (`shop/api`, `platform/**`), or ids; `!` in front excludes.",
    on: "What causes it: `job`, `pipeline`, `deployment`, a schedule, or what people say in chat.",
    when: "Conditions on the job. Sibling keys mean and, a list of values means or.",
    for: "How long the state must have lasted: `15m`.",
    onUnknown: "What follows when a call's outcome could not be learnt.",
    until: "The last day of the rule, UTC.",
    require:
      "What must hold beside `when`, and is waited for: people who approve, an open calendar, of deletes an approved plan.",
    notify: "What people are told once the rule's effect is done.",
    do: "The verb: what it does to the job.",
    mode: "`report` says what it would do (the default), `enforce` does it, `off` does nothing; or a share of the projects.",
    limit: "Budgets: what is used up is refused, or waits for the next hour or day.",
    outage:
      "How often it makes jobs run again for one kind of failure before it parks the rest and tries a single one; or `off`.",
  },
};

const outage: Words = {
  has: ["perProject", "within"],
  keys: {
    perProject: "In one project: 20 unless it is given.",
    perSource: "In all projects together; no bound unless it is given.",
    within: "From `1m` to `1h`: `10m` unless it is given.",
  },
};

const invariant: Words = {
  has: ["id", "never"],
  keys: {
    id: "Unique in the rulebook.",
    description: "What it is for, for people.",
    projects: "Where; everywhere unless it is given.",
    never: "Verbs that no rule may do there.",
    when: "To jobs like this; to any unless it is given.",
    unless: "A rule that requires all of this is free to.",
  },
};

const limits: Words = {
  has: ["perJob", "perPipeline"],
  keys: {
    perJob: "Runs of that job name in that pipeline, by anybody.",
    perPipeline: "In one pipeline.",
    perSha: "For one commit.",
    perProjectPerHour: "In one project in an hour.",
    perRulePerDay: "By this rule in a day, everywhere.",
    percentPerDay: "Of the jobs with artifacts that the last complete sweep counted, in a day.",
    bytesPerDay: "What is deleted in a day.",
  },
};

const others: readonly Words[] = [
  { has: ["enforce"], keys: { enforce: "Acts in this share of the projects, and only reports elsewhere." } },
  { has: ["schedule"], keys: { schedule: "At certain times." } },
  { has: ["channel"], keys: { channel: "A channel by its name in the settings; the journal tells it too." } },
  { has: ["command"], keys: { command: "When a person says this verb; `arm`: play it as soon as it can be played." } },
  {
    has: ["every", "cron"],
    keys: {
      every: "Less than a day, or 1d or 1w (on Monday).",
      at: "The time of day of `1d` or `1w`; 00:00 unless it is given.",
      zone: "The time zone; UTC unless it is given.",
      cron: "Minute, hour, day of month, month, day of week.",
    },
  },
  {
    has: ["zone", "open"],
    keys: {
      zone: "The time zone of all its times.",
      open: "Windows such as `Mon-Fri 09:00-17:00`; all of the time unless it is given.",
      closed: "Freezes, which beat every window.",
    },
  },
  {
    has: ["approvals", "expires"],
    keys: {
      approvals: "People who must say yes to the very thing that would be played.",
      calendar: "The name of a calendar that must be open, at the play itself.",
      plan: "Of deletes: a person must have approved a plan that lists the job.",
      expires: "How long a gate waits before it is given up; 7d where people must approve, else as long as it takes.",
      remind: "How often people are told that a gate waits; never unless it is given.",
      escalate: "What is told once a gate has waited long.",
      override: "Who may set the calendar aside for one gate, two of them; maintainers unless it is given.",
    },
  },
  {
    has: ["count", "notAuthor"],
    keys: {
      count: "How many people, 1 to 20.",
      from: "Whose approvals count; of everybody who may play the job unless it is given.",
      notAuthor: "Whether who wrote the commit and who began the pipeline do not count; true unless it is given.",
      within: "How long an approval counts; as long as the gate waits unless it is given.",
    },
  },
  {
    has: ["role", "group"],
    keys: {
      role: "At least this role in the project.",
      user: "By their usernames, without @.",
      group: "A member of one of these groups, by their full paths.",
      bot: "Whether it is a bot.",
    },
  },
  {
    has: ["approvals", "calendar"],
    keys: {
      approvals: "Rules that require at least so many people, others than the author, are free.",
      calendar: "Rules that require this calendar are free.",
    },
  },
  {
    has: ["from", "to"],
    keys: {
      from: "The first day, or moment.",
      to: "The last day, or the first moment that is free again.",
      why: "What people read.",
    },
  },
  { has: ["from"], keys: { from: "Who may." } },
  {
    has: ["retry", "play"],
    keys: {
      retry: "Runs a failed job again, as a new job.",
      restart: "Cancels, then retries: GitLab cannot retry a pending job.",
      play: "Opens a gate, once per job.",
      cancel: "Cancels a job.",
      keep: "Takes the expiry off its artifacts.",
      deleteArtifacts: "Deletes expired artifacts after a quarantine.",
      erase: "The same, and the log with them.",
      notify: "Tells people, once per job and rule.",
    },
  },
];

/** Every kind of object whose keys have words. */
export const ruleWords: readonly Words[] = [file, rule, invariant, conditions, limits, outage, ...others];
