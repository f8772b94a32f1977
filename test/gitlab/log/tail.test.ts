import assert from "node:assert/strict";
import { test } from "node:test";
import { tailsOf } from "./readTail.ts";
import {
  after,
  before,
  endMark,
  esc,
  lastWords,
  own,
  plain,
  printed,
  section,
  service,
  startMark,
  styles,
} from "./runnerLog.ts";

const script = printed(`${esc}[32;1m$ npm test${esc}[0;m`, "connection reset by peer", "1 test failed");

for (const [style, written] of Object.entries(styles)) {
  test(`of a failed job with ${style} a rule sees what the runner wrote, and not what the script printed`, async (t) => {
    const { tail } = await tailsOf(t);
    const log = written(
      ...before(),
      ...section("step_script", ...script),
      ...section("after_script", ...printed("bye from after_script")),
      ...after(": exit code 1"),
    );
    assert.equal(
      await tail(log),
      [
        "Running with gitlab-runner 18.2.0 (0123abcd)",
        "  on spot-runner-7 t3st, system ID: s_0123",
        'Preparing the "docker" executor',
        "Using Docker executor with image node:24 ...",
        "Preparing environment",
        "Running on runner-t3st-project-7-concurrent-0 via host-4...",
        "Getting source from Git repository",
        "Fetching changes with git depth set to 20...",
        "…",
        "Uploading artifacts for failed job",
        "Uploading artifacts...",
        "Cleaning up project directory and file based variables",
        "ERROR: Job failed: exit code 1",
      ].join("\n"),
    );
  });

  test(`of a job with ${style} whose script never ran a rule sees all`, async (t) => {
    const { tail } = await tailsOf(t);
    const fatal = "fatal: unable to access 'https://git.example.com/harbour/crane.git/': Could not resolve host";
    const text = await tail(written(...before(...printed(fatal)), ...lastWords(": exit code 1")));
    assert.match(text ?? "", /\nfatal: unable to access [^…]*\nERROR: Job failed: exit code 1$/);
  });

  test(`of a long log with ${style} only the end is the runner's, though the beginning is cut off`, async (t) => {
    const { tail } = await tailsOf(t);
    const noise = printed(...Array.from({ length: 500 }, (_, at) => `${at} connection reset by peer`));
    const log = written(...before(), ...section("step_script", ...noise), ...after(": exit code 137"));
    const text = (await tail(log, { tailBytes: 2000 })) ?? "";
    assert.match(text, /^…\nUploading artifacts for failed job\n[^…]*\nERROR: Job failed: exit code 137$/);
  });

  test(`a log with ${style} without the runner's last words ends with the script, whatever that has printed`, async (t) => {
    const { tail, exitCode } = await tailsOf(t);
    const log = written(
      ...before(),
      ...section("step_script", ...script).slice(0, -1),
      ...printed("ERROR: Job failed: exit code 5"),
    );
    assert.match((await tail(log)) ?? "", /git depth set to 20\.\.\.\n…$/);
    assert.equal(await exitCode(log), undefined);
  });

  test(`the sections that a rule names are searched, and no others, with ${style}`, async (t) => {
    const { tail } = await tailsOf(t);
    const log = written(
      ...before(),
      ...section("step_script", ...script),
      ...after(": exit code 1", ...printed("ERROR: Uploading artifacts... 500")),
    );
    const of = (...sections: string[]) => tail(log, { sections, tailBytes: 65_536 });
    assert.match((await of("get_sources")) ?? "", /^…\nGetting source from Git repository\n.*\n…$/);
    assert.match((await of("step_*")) ?? "", /\n\$ npm test\nconnection reset by peer\n1 test failed\n…$/);
    assert.match((await of("upload_artifacts_on_failure")) ?? "", /\nERROR: Uploading artifacts\.\.\. 500\n…$/);
    assert.match((await of("prepare_executor", "step_script")) ?? "", /node:24 \.\.\.\n…\nExecuting/);
    assert.equal(await of("restore_cache"), "…");
  });
}

test("a section that a script marks itself can be named", async (t) => {
  const { tail } = await tailsOf(t);
  const inside = [...printed(`${startMark("lint")}Lint`, "3 faults", endMark("lint")), ...printed("the rest")];
  for (const written of Object.values(styles)) {
    const log = written(...before(), ...section("step_script", ...inside), ...after(": exit code 1"));
    assert.equal(await tail(log, { sections: ["lint"], tailBytes: 65_536 }), "…\nLint\n3 faults\n…");
  }
});

test("a section whose beginning is cut off counts from where the tail begins", async (t) => {
  const { tail } = await tailsOf(t);
  const noise = printed(...Array.from({ length: 300 }, (_, at) => `line ${at}`));
  const log = plain(...before(), ...section("step_script", ...noise), ...after(": exit code 1"));
  const text = (await tail(log, { sections: ["step_script"], tailBytes: 2000 })) ?? "";
  assert.match(text, /^line \d+\nline/);
  assert.match(text, /\nline 299\n…$/);
  const sources = plain(...before(...noise), ...lastWords(": exit code 128"));
  assert.match(
    (await tail(sources, { sections: ["get_sources"], tailBytes: 1000 })) ?? "",
    /^line \d+\n[^…]*line 299\n…$/,
  );
});

test("what a service prints is not the runner's, nor what follows it before the script where lines have no stamps", async (t) => {
  const { tail } = await tailsOf(t);
  const writes = [
    ...own(`${esc}[0KRunning with gitlab-runner 18.2.0`),
    ...section("prepare_executor", ...service("connection reset by peer")),
    ...section("step_script", ...script),
    ...after(": exit code 1"),
  ];
  for (const written of Object.values(styles)) assert.doesNotMatch((await tail(written(...writes))) ?? "", /reset/);
  const failing = own(
    `${esc}[33m*** WARNING:${esc}[0;m Service db probably didn't start properly.`,
    "Service container logs:",
    "ERROR: Job failed (system failure): pods",
    "*********",
  );
  for (const written of Object.values(styles)) {
    const log = written(
      ...own("Running with"),
      ...section("prepare_executor", ...failing),
      ...section("step_script"),
      ...after(": exit code 1"),
    );
    assert.doesNotMatch((await tail(log)) ?? "", /pods/);
  }
});

test("a user's own commands before the sources are the user's", async (t) => {
  const { tail } = await tailsOf(t);
  const hook = printed(`${esc}[32;1m$ ./prepare.sh${esc}[0;m`, "fatal: unable to access: connection reset by peer");
  for (const written of Object.values(styles)) {
    const log = written(...before(...hook), ...section("step_script"), ...after(": exit code 1"));
    assert.doesNotMatch((await tail(log)) ?? "", /reset/);
  }
});

test("the exit code is the one in the runner's last words, of any executor", async (t) => {
  const { exitCode } = await tailsOf(t);
  const codes: readonly [string, number | null][] = [
    [": exit code 137", 137],
    [": exit status 2", 2],
    [": command terminated with exit code 143", 143],
    [': step "user_script": exec: executing script: exit status 1', 1],
    [": Process exited with status 3", 3],
    [" (system failure): aborted: terminated", null],
    [" (system failure): prepare environment: exit status 1. Check https://docs.example.com", null],
    [": execution took longer than 1h0m0s seconds", null],
    ["Job succeeded", 0],
  ];
  for (const [words, code] of codes)
    for (const written of Object.values(styles)) {
      const log = written(
        ...before(),
        ...section("step_script", ...printed("ERROR: Job failed: exit code 9")),
        ...(words === "Job succeeded" ? lastWords(words) : after(words)),
      );
      assert.equal(await exitCode(log), code, words);
    }
});

test("the exit code of a log over the limit, of a running job and of a job without a log is not made up", async (t) => {
  const { exitCode, tail } = await tailsOf(t);
  const cut = plain(
    ...before(),
    ...section("step_script", ...script).slice(0, -1),
    ...own(`${esc}[33;1mJob's log exceeded limit of 4194304 bytes.`),
  );
  assert.equal(await exitCode(cut), undefined);
  assert.equal(await exitCode(plain(...before())), undefined);
  assert.equal(await exitCode(""), null);
  assert.equal(await tail(""), null);
});
