/** A file with one rule, whose lines begin in line 3. */
export function ruleLines(...lines: string[]): string {
  return ["version: 1", "rules:", ...lines.map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`))].join("\n");
}

/** The keys that a rule needs beside its id, in lines 4 to 6. */
export const rest = ["projects: a/b", "on: job", "do: retry"];

/** What people get wrong, the file, and where each problem is told. */
export const mistakes: readonly [name: string, text: string, problems: readonly string[]][] = [
  [
    "a misspelt key",
    ruleLines("id: a", ...rest, "wehn: { tag: true }"),
    ["7:5: unknown key `wehn`; did you mean `when`?"],
  ],
  [
    "a key like nothing",
    ruleLines("id: a", ...rest, "when: { by: { colour: x } }"),
    ["7:19: unknown key `colour`; known are user, role, group, bot"],
  ],
  [
    "a key at the top",
    `colour: red\n${ruleLines("id: a", ...rest)}`,
    ["1:1: unknown key `colour`; known are version, defaults, calendars, failureClasses, invariants, rules"],
  ],
  [
    "invariants that are no list",
    `invariants: {}\n${ruleLines("id: a", ...rest)}`,
    ["1:13: expected a list, got a map"],
  ],
  [
    "a rule's key among conditions",
    ruleLines("id: a", ...rest, "when: { tag: true, for: 3m }"),
    ["7:24: `for` is a key of the rule itself and does not belong here"],
  ],
  [
    "a prototype as key",
    ruleLines("id: a", ...rest, "__proto__: {}"),
    [
      "7:5: unknown key `__proto__`; known are id, description, owner, projects, on, when, for, onUnknown, until, require, outage, notify, do, mode, limit",
    ],
  ],
  ["a missing key", ruleLines("id: a", "projects: a/b", "do: retry"), ["3:5: `on` is missing"]],
  [
    "another version",
    "version: 2\nrules: [{ id: a, projects: a/b, on: job, do: retry }]",
    ["1:10: expected `version: 1`, got 2; this Penstock reads no other"],
  ],
  ["no rules", "version: 1\nrules: []", ["2:8: expected at least one rule"]],
  [
    "a bad id",
    ruleLines("id: Big_Id", ...rest),
    ["3:9: expected an id of a-z, 0-9 and -, 1 to 64 of them, and no - in front"],
  ],
  [
    "a number where text belongs",
    ruleLines("id: a", ...rest, "when: { name: [x, 3.2] }"),
    ["7:23: expected text, got 3.2: put it in quotes"],
  ],
  ["text where a map belongs", ruleLines("id: a", ...rest, "when: failed"), ["7:11: expected a map, got `failed`"]],
  [
    "text where true belongs",
    ruleLines("id: a", ...rest, 'when: { tag: "yes" }'),
    ["7:18: expected true or false, got `yes`"],
  ],
  [
    "an empty value",
    ruleLines("id: a", ...rest, "mode:"),
    ["7:10: expected report, enforce, off, or a share of the projects such as { enforce: 10% }; got nothing"],
  ],
  [
    "an unknown mode",
    ruleLines("id: a", ...rest, "mode: enforced"),
    ["7:11: expected report or enforce or off, got `enforced`; did you mean `enforce`?"],
  ],
  [
    "an unknown event",
    ruleLines("id: a", "projects: a/b", "on: [job, pipelines]", "do: retry"),
    [
      "5:15: expected job, pipeline, deployment, { schedule: … } or { command: … }, got `pipelines`; did you mean `pipeline`?",
    ],
  ],
  [
    "the status of the page",
    ruleLines("id: a", ...rest, "when: { status: passed }"),
    ["7:21: no job status `passed`; did you mean `success`?"],
  ],
  [
    "the status of other tools",
    ruleLines("id: a", ...rest, "when: { status: [succeeded, failed] }"),
    ["7:22: no job status `succeeded`; did you mean `success`?"],
  ],
  [
    "British spelling",
    ruleLines("id: a", ...rest, "when: { status: cancelled }"),
    ["7:21: no job status `cancelled`; did you mean `canceled`?"],
  ],
  [
    "a misspelt status",
    ruleLines("id: a", ...rest, "when: { any: [{ status: [runing] }] }"),
    ["7:30: no job status `runing`; did you mean `running`?"],
  ],
  ["no condition", ruleLines("id: a", ...rest, "when: {}"), ["7:11: expected at least one condition"]],
  [
    "a group without conditions",
    ruleLines("id: a", ...rest, "when: { any: [] }"),
    ["7:18: expected at least one condition"],
  ],
  [
    "an empty list",
    ruleLines("id: a", ...rest, "when: { ref: [] }"),
    ["7:18: an empty list matches nothing: expected at least one value"],
  ],
  [
    "an exclusion in a condition",
    ruleLines("id: a", ...rest, 'when: { ref: "!main" }'),
    ["7:18: a leading `!` excludes only in `projects`; use `not` here"],
  ],
  ["no text", ruleLines("id: a", ...rest, 'when: { ref: "" }'), ["7:18: expected some text"]],
  [
    "artifacts of a strange kind",
    ruleLines("id: a", ...rest, "when: { artifacts: gone }"),
    ["7:24: expected present or absent, got `gone`"],
  ],
  [
    "artifacts as a list",
    ruleLines("id: a", ...rest, "when: { artifacts: [present] }"),
    ["7:24: expected present, absent or { expiredFor: 7d }"],
  ],
  [
    "a span of nothing",
    ruleLines("id: a", ...rest, "when: { artifacts: { expiredFor: 0s } }"),
    ["7:38: expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years; got `0s`"],
  ],
  [
    "nothing but exclusions",
    ruleLines("id: a", 'projects: ["!a/**"]', "on: job", "do: retry"),
    ['4:15: nothing but exclusions: expected some project too, "**" for all'],
  ],
  [
    "a project that is nothing",
    ruleLines("id: a", "projects: [true]", "on: job", "do: retry"),
    ["4:16: expected a glob over the full path, such as platform/**, or a project's id"],
  ],
  ["a project's id of 0", ruleLines("id: a", "projects: 0", "on: job", "do: retry"), ["4:15: expected a project's id"]],
  [
    "an unknown verb",
    ruleLines("id: a", "projects: a/b", "on: job", "do: rerty"),
    ["6:9: unknown verb `rerty`; did you mean `retry`?"],
  ],
  [
    "a word of the rulebook as a verb",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { invariants: {} }"),
    ["6:11: unknown verb `invariants`; known are retry, restart, play, keep, deleteArtifacts"],
  ],
  [
    "two verbs",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { retry: {}, keep: {} }"),
    ["6:9: expected one verb of retry, restart, play, keep, deleteArtifacts"],
  ],
  [
    "no verb",
    ruleLines("id: a", "projects: a/b", "on: job", "do: {}"),
    ["6:9: expected one verb of retry, restart, play, keep, deleteArtifacts"],
  ],
  [
    "a verb's unknown parameter",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { retry: { aftr: 3s } }"),
    ["6:20: unknown key `aftr`; did you mean `after`?"],
  ],
  [
    "a verb's bad parameter",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { retry: { after: 3 } }"),
    ["6:27: expected text, got 3: put it in quotes"],
  ],
  [
    "a verb that needs a parameter",
    ruleLines("id: a", "projects: a/b", "on: job", "do: play"),
    ["6:9: `job` is missing"],
  ],
  [
    "a delete from a hook",
    ruleLines("id: a", "projects: a/b", "on: [job, pipeline]", "do: deleteArtifacts"),
    [
      "5:10: `deleteArtifacts` acts on schedule only, not on job",
      "5:15: `deleteArtifacts` acts on schedule only, not on pipeline",
    ],
  ],
  [
    "`for` on a schedule",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { every: 1d } }", "do: keep", "for: 15m"),
    ["7:10: `for` goes with `on: job` or `on: pipeline`; a schedule has no beginning to count from"],
  ],
  [
    "a chat command",
    ruleLines("id: a", "projects: a/b", "on: [{ command: play }]", "do: keep"),
    ["5:10: `keep` acts on job or pipeline or schedule only, not on command"],
  ],
  [
    "a date that is none",
    ruleLines("id: a", ...rest, "until: 2026-02-30"),
    ["7:12: expected a date such as 2026-12-31"],
  ],
  [
    "a schedule without a time",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { zone: UTC } }", "do: keep"),
    ["5:21: expected `every` or `cron`"],
  ],
  [
    "two times",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { every: 1d, cron: "0 3 * * *" } }', "do: keep"),
    ["5:40: give either `every` or `cron`, not both"],
  ],
  [
    "an unknown zone",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { every: 1d, zone: Europe/Berln } }", "do: keep"),
    ["5:40: no time zone `Europe/Berln`; did you mean `Europe/Berlin`? (expected an IANA name such as Europe/Berlin)"],
  ],
  [
    "an offset as zone",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { every: 1d, zone: "+02:00" } }', "do: keep"),
    ["5:40: no time zone `+02:00` (expected an IANA name such as Europe/Berlin)"],
  ],
  [
    "a time of day that is none",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { every: 1d, at: "24:00" } }', "do: keep"),
    ['5:38: expected a time of day such as "03:00"'],
  ],
  [
    "a time of day for a quarter of an hour",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { every: 15m, at: "03:00", zone: UTC } }', "do: keep"),
    ["5:39: `at` goes with `every: 1d` or `1w`", "5:54: `zone` goes with `every: 1d`, `1w` or `cron`"],
  ],
  [
    "a time of day beside a cron",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "0 3 * * *", at: "03:00" } }', "do: keep"),
    ["5:46: `at` goes with `every`; a `cron` names its time itself"],
  ],
  [
    "every second",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { every: 1s } }", "do: keep"),
    ["5:30: expected at least 1m"],
  ],
  [
    "every third day",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { every: 3d } }", "do: keep"),
    ["5:30: expected less than a day, 1d or 1w; for anything else use `cron`"],
  ],
  [
    "a cron of six fields",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "0 0 3 * * *" } }', "do: keep"),
    ["5:29: expected five fields: minute, hour, day of month, month, day of week"],
  ],
  [
    "a cron by nickname",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "@daily" } }', "do: keep"),
    ["5:29: expected five fields: minute, hour, day of month, month, day of week"],
  ],
  [
    "a cron of minute 61",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "61 * * * *" } }', "do: keep"),
    ["5:29: Invalid value for minute: 61"],
  ],
  [
    "a cron of the present time",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "? 3 * * *" } }', "do: keep"),
    ["5:29: `?` is not supported: write `*`"],
  ],
  [
    "a cron that never comes",
    ruleLines("id: a", "projects: a/b", 'on: { schedule: { cron: "0 3 30 2 *" } }', "do: keep"),
    ["5:29: this moment never comes"],
  ],
  ["an empty file", "", ["1:1: the file is empty: it should begin with `version: 1`"]],
  ["a file of comments", "# later\n", ["1:1: the file is empty: it should begin with `version: 1`"]],
  [
    "a list at the top",
    "- id: a\n",
    ["1:1: expected a map of version, defaults, calendars, failureClasses, invariants, rules, got a list"],
  ],
  [
    "nothing at the top",
    "null",
    ["1:1: expected a map of version, defaults, calendars, failureClasses, invariants, rules, got nothing"],
  ],
  ["a key twice", ruleLines("id: a", ...rest, "on: job"), ["7:5: `on` is there twice"]],
  ["a tab", "version: 1\nrules:\n\t- id: a", ["3:1: tabs cannot indent YAML: use spaces"]],
  [
    "two documents",
    `${ruleLines("id: a", ...rest)}\n---\nversion: 1\n`,
    ["7:1: a second document starts here: expected one a file"],
  ],
  ["a list as key", "version: 1\n? [a]\n: 2\n", ["2:3: expected a text as key"]],
  [
    "a tag",
    "version: !secret 1\nrules: []",
    ["1:10: `!secret` is a tag to YAML: a text that begins with ! must be in quotes"],
  ],
  [
    "an alias without its anchor",
    ruleLines("id: a", "projects: *ours", "on: job", "do: retry"),
    ["4:15: no anchor `ours` before this alias: a text that begins with * must be in quotes"],
  ],
  [
    "an alias inside its anchor",
    ruleLines("id: a", ...rest, "when: &self { not: *self }"),
    ["7:24: nested too deeply, or an alias stands inside its own anchor"],
  ],
  [
    "an open bracket",
    "version: 1\nrules: [",
    ["2:9: Flow sequence in block collection must be sufficiently indented and end with a ]"],
  ],
  ["brackets without end", "[".repeat(5000), ["1:806: nested too deeply"]],
];
