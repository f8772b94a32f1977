import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { explainLines } from "../../../lib/cli/rules/explainText.ts";
import { Explained } from "../../../lib/cli/rules/explanation.ts";
import { explaining, fail } from "../../flows/explain/stage.ts";
import { run } from "../../flows/process.ts";

const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: again, projects: ["**"], on: job, when: { status: failed, any: [{ failureReason: api_failure }, { log: { section: get_sources, matches: reset } }], newest: true }, do: { retry: { after: 30s } }, limit: { perJob: 2 } }
  - { id: slow, projects: ["**"], on: job, when: { status: running }, do: cancel }
`;

function folder(t: TestContext): (name: string, text: string) => string {
  const home = mkdtempSync(join(tmpdir(), "penstock-"));
  t.after(() => rmSync(home, { recursive: true }));
  return (name, text) => {
    const path = join(home, name);
    writeFileSync(path, text);
    return path;
  };
}

const hook = {
  object_kind: "build",
  build_id: 7,
  build_name: "build",
  build_stage: "test",
  build_status: "failed",
  build_failure_reason: "script_failure",
  pipeline_id: 3,
  project_id: 9,
  ref: "main",
  tag: false,
};

/** The command as somebody without any Penstock runs it. */
async function alone(t: TestContext, ...args: string[]) {
  const command = run(t, ["lib/cli/penstock.ts", "rules", "explain", ...args], {
    PENSTOCK_RUNNING: "/nowhere/running.json",
  });
  return { code: await command.ended, text: command.lines.join("\n") };
}

test("a hook's body and rule files are explained without any Penstock: the tree, what a look would ask, and what it comes to", async (t) => {
  const written = folder(t);
  const [body, file] = [written("hook.json", JSON.stringify(hook)), written("rules.yaml", rules)];
  const { code, text } = await alone(t, body, "--rules", file);
  assert.equal(code, 0);
  const lines = text.split("\n");
  assert.match(
    lines[1] ?? "",
    /^rules that are not applied, by what the event told: nobody looked at GitLab, as of 20/,
  );
  assert.deepEqual(lines.slice(6, 13), [
    "  unknown  because when.newest: wanted true, saw unknown",
    "  yes      projects           **                      saw project 9, path unknown",
    "  yes      when.status        failed                  saw failed",
    "  unknown  when.newest        true                    saw unknown; a look asks GitLab for the newer pipelines of its ref",
    "  unknown  when.any",
    "  no         0.failureReason  api_failure             saw script_failure",
    "  unknown    1.log            /reset/ in get_sources  saw unknown; a look asks for the last 66 kB of its log, its section get_sources",
  ]);
  assert.match(text, /^slow@0 .*\n {2}no {7}because when\.status: wanted running, saw failed$/m);
  assert.match(
    lines.at(-1) ?? "",
    /^nothing would be done now: again cannot tell: when\.newest: wanted true, saw unknown$/,
  );
});

for (const [what, args, message] of [
  ["nothing", () => [], /what shall be explained\? Write a job's web address/],
  [
    "a file that is not there",
    () => ["nowhere.json", "--rules", "r"],
    /nowhere\.json cannot be read: there is no such file/,
  ],
  [
    "a rule that is not there",
    (w: Written) => [w.body, "--rules", w.file, "--rule", "agian"],
    /have no rule "agian": they have again, slow/,
  ],
  [
    "a body that is no hook",
    (w: Written) => [w.file, "--rules", w.file],
    /rules\.yaml: the body is no JSON: expected a webhook's body/,
  ],
  ["a job without its project", () => ["--job", "7"], /what shall be explained\?/],
  ["a job's id without its project", () => ["12345"], /job 12345 of which project\? .* --project P/],
  [
    "a job that the hook does not tell of",
    (w: Written) => [w.body, "--rules", w.file, "--job", "8"],
    /tells of no job 8\. It tells of 7\./,
  ],
  [
    "rules with an error",
    (w: Written) => [w.body, "--rules", w.bad],
    /bad\.yaml:5:\d+: unknown verb `cancle`; did you mean `cancel`\?/,
  ],
] as const)
  test(`explaining ${what} exits 1 and says what to do`, async (t) => {
    const written = folder(t);
    const w: Written = {
      body: written("hook.json", JSON.stringify(hook)),
      file: written("rules.yaml", rules),
      bad: written("bad.yaml", rules.replace("cancel", "cancle")),
    };
    const { code, text } = await alone(t, ...args(w));
    assert.equal(code, 1);
    assert.match(text, message);
  });

interface Written {
  readonly body: string;
  readonly file: string;
  readonly bad: string;
}

test("a job is explained by its web address, by its project and id, and as JSON; one that is not there exits 1", async (t) => {
  const e = await explaining(t, rules);
  const id = fail(e.stage, "build", "main", "api_failure");
  const address = `${e.gitlab}/shop/api/-/jobs/${id}#L7`;
  for (const named of [[address], ["--project", "shop/api", "--job", String(id)]]) {
    const { code, text } = await e.penstock("rules", "explain", ...named);
    assert.equal(code, 0, text);
    assert.match(text, /^ {2}stops {4}time {2}its time comes in 30s, at 2026-01-05T09:00:30Z$/m);
    assert.match(text, /^ {2}open {5}task, throttle, watched, state, look, mode, switch, outage, limit, rights$/m);
    assert.match(
      text,
      /\n\nnothing would be done now: again would retry it, but waits \(time\): its time comes in 30s, at .*$/,
    );
  }
  const json = await e.penstock("rules", "explain", address, "--rule", "again", "--json");
  assert.equal(Explained.parse(JSON.parse(json.text)).jobs[0]?.rules[0]?.would, "wait");
  const none = await e.penstock("rules", "explain", `${e.gitlab}/shop/api/-/jobs/1`);
  assert.equal(none.code, 1);
  assert.match(none.text, /^shop\/api has no job 1, or the token may not see it\. Check the id\./);
  const foreign = await e.penstock("rules", "explain", `https://gitlab.com/shop/api/-/jobs/${id}`);
  assert.equal(foreign.code, 1);
  assert.match(foreign.text, /^the address is of "gitlab\.com", but this source is 127\.0\.0\.1:\d+\. /);
});

test("names cannot steer the terminal, wherever they stand", () => {
  const evil = "\u001b[2Jevil\u202e\n";
  const lines = explainLines(
    Explained.parse({
      view: "live",
      about: evil,
      at: 0,
      version: 1,
      notes: [evil],
      jobs: [
        {
          project: { id: 1, path: evil },
          job: { id: 1, name: evil, status: "failed", ref: evil, failureReason: evil },
          others: 0,
          would: "act",
          summary: evil,
          rules: [
            {
              rule: evil,
              description: evil,
              mode: evil,
              acts: true,
              on: [evil],
              answer: "unknown",
              because: { path: evil, text: evil },
              clauses: [
                { path: evil, answer: "unknown", wanted: evil, seen: evil, parts: [{ path: evil, answer: "yes" }] },
              ],
              lacks: [{ path: evil, text: evil }],
              failureClass: { name: evil, because: evil },
              does: { action: evil, params: { [evil]: evil }, content: { variables: { [evil]: evil } } },
              ripeAt: 0,
              guards: [{ guard: "look", stops: true, text: evil }],
              would: "act",
              text: evil,
              task: evil,
            },
          ],
        },
      ],
    }),
    true,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours are taken out
  const left = lines.map((line) => line.replace(/\u001b\[\d+m/g, ""));
  assert.deepEqual(
    left.filter((line) => /[\p{Cc}\p{Cf}]/u.test(line)),
    [],
  );
  assert.ok(left.join("").split("evil").length > 15);
});
