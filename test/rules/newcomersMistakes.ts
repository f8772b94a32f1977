import { rest, ruleLines } from "./mistakes.ts";

/** What people get wrong who come from GitLab's own YAML, or from other tools: the file, and where each problem is told. */
export const newcomersMistakes: readonly [name: string, text: string, problems: readonly string[]][] = [
  [
    "a condition beside the others of the rule",
    ruleLines("id: a", ...rest, "status: failed"),
    ["7:5: `status` is a condition and goes under `when`"],
  ],
  [
    "a name for the rule",
    ruleLines("id: a", ...rest, "name: retry all"),
    ["7:5: `name` is a condition and goes under `when`; a rule is named by its `id`"],
  ],
  [
    "a calendar beside the others of the rule",
    ruleLines("id: a", ...rest, "calendar: work"),
    ["7:5: unknown key `calendar`; did you mean `require`?"],
  ],
  [
    "a word of other tools as a verb",
    ruleLines("id: a", "projects: a/b", "on: job", "do: rerun"),
    ["6:9: unknown verb `rerun`; did you mean `retry`?"],
  ],
  [
    "a word of other tools as a key",
    `version: 1\ncalendars: { c: { zone: UTC, windows: "daily 09:00-17:00" } }\n${ruleLines("id: a", ...rest).slice(11)}`,
    ["2:30: unknown key `windows`; did you mean `open`?"],
  ],
  [
    "a list of verbs",
    ruleLines("id: a", "projects: a/b", "on: job", "do: [retry]"),
    ["6:9: expected one verb of retry, restart, play, keep, deleteArtifacts, got a list"],
  ],
  [
    "a parameter of a verb that takes none",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { keep: { forever: true } }"),
    ["6:19: unknown key `forever`: nothing can be given here"],
  ],
  [
    "a schedule in one word",
    ruleLines("id: a", "projects: a/b", "on: schedule", "do: keep"),
    ["5:9: expected job, pipeline, deployment, { schedule: … } or { command: … }, got `schedule`"],
  ],
  [
    "a schedule without its map",
    ruleLines("id: a", "projects: a/b", "on: { schedule: daily }", "do: keep"),
    ['5:21: expected { every: 1d, at: "03:00", zone: UTC } or { cron: "0 3 * * *" }, got `daily`'],
  ],
  [
    "a zone by its city alone",
    ruleLines("id: a", "projects: a/b", "on: { schedule: { every: 1d, zone: Berlin } }", "do: keep"),
    ["5:40: no time zone `Berlin`; did you mean `Europe/Berlin`? (expected an IANA name such as Europe/Berlin)"],
  ],
  [
    "a project's address",
    ruleLines("id: a", "projects: https://gitlab.example.com/shop/api", "on: job", "do: keep"),
    ["4:15: expected the full path alone, such as shop/api, without GitLab's address"],
  ],
  [
    "a project's name alone",
    ruleLines("id: a", "projects: [a/b, api]", "on: job", "do: keep"),
    ["4:21: a full path begins with a group: `**/api` is that project in any, `api/**` all in that group"],
  ],
  [
    "brackets in a glob over paths",
    ruleLines("id: a", 'projects: ["a/{b,c}", "!a/[de]"]', "on: job", "do: keep"),
    [
      "4:16: no path has `{` in it: a glob has only *, ** and ?, and a list stands for several",
      "4:27: no path has `[` in it: a glob has only *, ** and ?, and a list stands for several",
    ],
  ],
  [
    "a slash before a path",
    ruleLines("id: a", "projects: /a/b", "on: job", "do: keep"),
    ["4:15: a path neither begins nor ends with a slash, nor has two in a row"],
  ],
  [
    "a list of conditions",
    ruleLines("id: a", ...rest, "when: [{ tag: true }]"),
    ["7:11: expected a map of conditions, got a list: several maps stand under `all` or `any`"],
  ],
  [
    "a merge key",
    ruleLines("id: a", ...rest, "<<: { on: job }"),
    ["7:5: merge keys (`<<`) are not supported: write the keys out, or give a whole value an alias"],
  ],
  [
    "a span as a number",
    ruleLines("id: a", ...rest, "for: 15"),
    ["7:10: expected a span such as 30s, 15m, 2h or 7d: more than 0, at most ten years; got 15"],
  ],
  [
    "bytes that are none",
    ruleLines("id: a", ...rest, "limit: { bytesPerDay: 0 }"),
    [
      "7:27: expected a size such as 10GB, or a whole number of bytes, at least 1",
      "7:27: `bytesPerDay` counts what is deleted, and `retry` deletes nothing",
    ],
  ],
  [
    "a number of a verb that is too small",
    ruleLines("id: a", "projects: a/b", "on: job", "do: { retry: { backoff: 0 } }"),
    ["6:29: expected at least 1, got 0"],
  ],
  [
    "the version as text",
    'version: "1"\nrules: [{ id: a, projects: a/b, on: job, do: retry }]',
    ["1:10: expected `version: 1`, got text: write it without quotes; this Penstock reads no other"],
  ],
  ["no rules at all", "version: 1", ["1:1: `rules` is missing"]],
  [
    "a text with a star and no quotes",
    ruleLines("id: a", "projects: **", "on: job", "do: retry"),
    ["4:15: no anchor `*` before this alias: a text that begins with * must be in quotes"],
  ],
  [
    "an exclusion without quotes",
    ruleLines("id: a", "projects: [a/b, !a/c]", "on: job", "do: retry"),
    ["4:21: `!a/c` is a tag to YAML: a text that begins with ! must be in quotes"],
  ],
  [
    "a text with a colon and no quotes",
    ruleLines("id: a", "description: beware: it retries", ...rest),
    ["4:18: a text with `: ` in it must be in quotes; and a map begins on a line of its own"],
  ],
  [
    "a key that stands too far left",
    "version: 1\nrules:\n  - id: a\n   on: job",
    ["4:1: the indentation fits neither the list item above nor the key: keys of one map begin in one column"],
  ],
  [
    "a backslash in double quotes",
    ruleLines("id: a", ...rest, 'when: { name: { matches: "v\\d" } }'),
    ["7:32: a `\\` in double quotes begins an escape that YAML does not know: put the text in single quotes"],
  ],
];
