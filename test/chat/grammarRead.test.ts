import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommand } from "../../lib/chat/grammar.ts";
import { commandWords, type Said } from "../../lib/core/said.ts";
import { job, url } from "./grammarWords.ts";

/** What is read of a text, beside the word and the values where there are none. */
const rows: readonly (readonly [what: string, text: string, said: Partial<Said>])[] = [
  ["a job by its address", `retry ${url}`, { word: "retry", target: job }],
  ["a job by a line of its log", `why ${url}#L12`, { word: "why", target: job }],
  ["a job by an address with a query and a slash", `keep ${url}/?tab=log#x`, { word: "keep", target: job }],
  ["a job by its raw log", `cancel ${url}/raw`, { word: "cancel", target: job }],
  ["a job by a file that it left", `keep ${url}/artifacts/file/a%20ü.txt`, { word: "keep", target: job }],
  [
    "a job by the old form of its address",
    "retry https://git.example.com/shop/sub/api/jobs/7",
    { word: "retry", target: { ...job, job: 7 } },
  ],
  [
    "a job by the oldest form of its address",
    "retry https://git.example.com/shop/sub/api/builds/7",
    { word: "retry", target: { ...job, job: 7 } },
  ],
  [
    "a host in capitals, with its usual port",
    "retry HTTPS://Git.Example.com:443/shop/sub/api/-/jobs/123",
    { word: "retry", target: job },
  ],
  [
    "a host with a port",
    "retry http://127.0.0.1:7600/shop/api/-/jobs/1",
    { word: "retry", target: { kind: "job", host: "127.0.0.1:7600", path: "shop/api", job: 1 } },
  ],
  ["a command in capitals", `RETRY ${url}`, { word: "retry", target: job }],
  [
    "the gate of a pipeline by its quoted name",
    'play https://git.example.com/shop/sub/api/-/pipelines/9 "deploy production"',
    { word: "play", target: { ...pipeline(9), name: "deploy production" } },
  ],
  [
    "the gate of a pipeline by its bare name",
    "play https://git.example.com/shop/sub/api/-/pipelines/9/builds deploy:eu",
    { word: "play", target: { ...pipeline(9), name: "deploy:eu" } },
  ],
  [
    "a pipeline with one gate",
    "approve https://git.example.com/shop/sub/api/pipelines/9",
    { word: "approve", target: pipeline(9) },
  ],
  [
    "a job by its quoted name",
    "play “deploy production”",
    { word: "play", target: { kind: "name", name: "deploy production" } },
  ],
  [
    "a job whose name has an apostrophe",
    'play "l’été d\'un job"',
    { word: "play", target: { kind: "name", name: "l’été d'un job" } },
  ],
  [
    "a job by its name in backticks",
    "why `rspec: [linux, 3.2]`",
    { word: "why", target: { kind: "name", name: "rspec: [linux, 3.2]" } },
  ],
  ["a job by its bare name", "retry rspec:unit", { word: "retry", target: { kind: "name", name: "rspec:unit" } }],
  ["Slack's form of an address", `retry <${url}|git.example.com/…/123>`, { word: "retry", target: job }],
  ["Slack's form of an address without a label", `retry <${url}>`, { word: "retry", target: job }],
  [
    "Slack's escapes, once",
    `play ${url} A=x&amp;y B=&amp;lt;`,
    { word: "play", target: job, values: { A: "x&y", B: "&lt;" } },
  ],
  [
    "values, plain, quoted and empty",
    `play ${url} REGION=eu  NOTE=“two words” EMPTY= Q='it is "so"'`,
    { word: "play", target: job, values: { REGION: "eu", NOTE: "two words", EMPTY: "", Q: 'it is "so"' } },
  ],
  ["values before the address", `play REGION=eu ${url}`, { word: "play", target: job, values: { REGION: "eu" } }],
  ["a value with signs of its own", `play ${url} Q=a=b==`, { word: "play", target: job, values: { Q: "a=b==" } }],
  [
    "a value that is an address",
    `play ${url} FROM=<https://example.com/x>`,
    { word: "play", target: job, values: { FROM: "https://example.com/x" } },
  ],
  ["a dry run", `play ${url} --dry`, { word: "play", target: job, isDry: true }],
  ["a dry run by a keyboard's dash", `play ${url} —Dry`, { word: "play", target: job, isDry: true }],
  ["a dry run by a question mark", `? play ${url}`, { word: "play", target: job, isDry: true }],
  [
    "spaces that do not break",
    `play\u00a0${url}\u202fREGION=eu`,
    { word: "play", target: job, values: { REGION: "eu" } },
  ],
  ["an arming for a time", `arm ${url} --for 1h30m`, { word: "arm", target: job, forSeconds: 5400 }],
  [
    "an arming for a time, in one piece",
    `arm ${url} --for=8H A=b`,
    { word: "arm", target: job, forSeconds: 28_800, values: { A: "b" } },
  ],
  [
    "a reason in quotes",
    `retry ${url} --reason "the  runner died"`,
    { word: "retry", target: job, reason: "the runner died" },
  ],
  [
    "a reason to the end of the line",
    `reject ${url} it's "too" risky - now`,
    { word: "reject", target: job, reason: `it's "too" risky - now` },
  ],
  [
    "a reason in quotes to the end of the line",
    `reject ${url} “not today” --dry`,
    { word: "reject", target: job, reason: "not today", isDry: true },
  ],
  [
    "a reason behind the name of a gate",
    'approve https://git.example.com/shop/sub/api/-/pipelines/9 "deploy it" looks good',
    { word: "approve", target: { ...pipeline(9), name: "deploy it" }, reason: "looks good" },
  ],
  [
    "a hold of a pipeline",
    'hold https://git.example.com/shop/sub/api/-/pipelines/9 "an audit"',
    { word: "hold", target: pipeline(9), reason: "an audit" },
  ],
  [
    "a hold of a project",
    "hold shop/api evidence=1 is in it",
    { word: "hold", target: { kind: "project", path: "shop/api" }, reason: "evidence=1 is in it" },
  ],
  [
    "a project by its address",
    "status https://git.example.com/shop/sub/api.git/",
    { word: "status", target: { kind: "project", host: "git.example.com", path: "shop/sub/api" } },
  ],
  [
    "a project by its path",
    "stop shop/api release freeze",
    { word: "stop", target: { kind: "project", path: "shop/api" }, reason: "release freeze" },
  ],
  [
    "everything",
    "stop Everything the cluster burns",
    { word: "stop", target: { kind: "everything" }, reason: "the cluster burns" },
  ],
  ["the status of all", "status", { word: "status" }],
  ["nothing, which is help", "  ", { word: "help" }],
  ["help about a word", "help Play", { word: "help", about: "play" }],
  ["a link", "link", { word: "link" }],
  ["a link with the code of the page", "link aB3_-x", { word: "link", code: "aB3_-x" }],
  ["an unlink", "unlink", { word: "unlink" }],
];

function pipeline(number: number) {
  return { kind: "pipeline", host: "git.example.com", path: "shop/sub/api", pipeline: number } as const;
}

for (const [what, text, said] of rows)
  test(`the grammar reads ${what}: ${text.slice(0, 60)}`, () => {
    assert.deepEqual(readCommand(text), { said: { values: {}, ...said } });
  });

test("every word is read in a form that its own help shows", () => {
  const read = new Set(rows.map(([, , { word }]) => word));
  assert.deepEqual(
    commandWords.filter((word) => !read.has(word)),
    ["restart"],
  );
});
