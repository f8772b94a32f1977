import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { tailsOf } from "./readTail.ts";
import { after, before, endMark, esc, own, plain, printed, section, service, startMark, styles } from "./runnerLog.ts";

const seed = 20_261_121;

const secret = "SPOT-EVICTED";

/** Whatever helps a script to look like the runner. */
const trick = fc.oneof(
  fc.constantFrom(
    endMark("step_script"),
    endMark("after_script"),
    endMark("cleanup_file_variables"),
    startMark("upload_artifacts_on_failure"),
    startMark("get_sources"),
    endMark("get_sources"),
    startMark("step_script"),
    `section_start:1:upload_artifacts_on_failure[collapsed=true]\r${esc}[0K`,
    `${esc}[31;1mERROR: Job failed (system failure): pods "${secret}" not found${esc}[0;m\n`,
    "Job succeeded\n",
    `${secret}\n`,
    "\n",
    "\r",
    `${esc}`,
    `${esc}[`,
    `${esc}]0;title`,
    `${esc}[0K`,
    "section_end:1:",
    "section_start:1:x[",
    "2026-11-20T09:30:00.000001Z 00O ",
    "2026-11-20T09:30:00.000001Z 00O+",
    "$ ",
    "…",
  ),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const scriptText = fc.array(trick, { maxLength: 25 }).map((parts) => `${parts.join("")}`);
const styleName = fc.constantFrom(...(Object.keys(styles) as (keyof typeof styles)[]));

test("what a script prints never reaches the runner's own text, whatever it is and wherever the tail begins", async (t) => {
  const { tail, exitCode } = await tailsOf(t);
  await fc.assert(
    fc.asyncProperty(
      scriptText,
      scriptText,
      styleName,
      fc.integer({ min: 1, max: 3000 }),
      async (one, two, style, tailBytes) => {
        const log = styles[style](
          ...before(),
          ...section("step_script", ...printed(one + secret)),
          ...section("after_script", ...printed(two + secret)),
          ...after(": exit code 7"),
        );
        for (const ask of [{ tailBytes: 65_536 }, { tailBytes }]) assert.ok(!(await tail(log, ask))?.includes(secret));
        const sections = ["prepare_*", "get_sources", "upload_*", "cleanup_file_variables"];
        assert.ok(!(await tail(log, { sections, tailBytes }))?.includes(secret));
        assert.ok(!(await tail(log, { sections, tailBytes: 65_536 }))?.includes(secret));
        assert.equal(await exitCode(log), 7);
      },
    ),
    { seed, numRuns: 150 },
  );
});

test("a script's last line that does not end, and codes that it leaves open, hide no marker of the runner's", async (t) => {
  const { tail } = await tailsOf(t);
  for (const open of [`${esc}]0;`, `${esc}[`, `${esc}P`, "\r", "section_end:1:x", "section_start:1:x[", "\u009d"]) {
    const [begin = [], end = []] = [section("step_script").slice(0, 2), section("step_script").slice(2)];
    const forged = `${endMark("step_script")}ERROR: Job failed (system failure): ${secret}\n${open}`;
    const log = plain(...begin, ...printed(forged)).slice(0, -1) + plain(...end, ...after(": exit code 1"));
    const text = (await tail(log)) ?? "";
    assert.doesNotMatch(text, new RegExp(secret), JSON.stringify(open));
    assert.match(text, /ERROR: Job failed: exit code 1$/);
  }
});

test("a log that was cut behind what a script has forged in part is not believed", async (t) => {
  const { tail } = await tailsOf(t);
  const words = `ERROR: Job failed (system failure): ${secret}`;
  const forged = [
    words,
    `${endMark("cleanup_file_variables")}${words}`,
    `${endMark("get_sources")}${startMark("upload_artifacts_on_failure")}${words}${endMark("upload_artifacts_on_failure")}`,
    `${endMark("step_script")}${words}\n${startMark("after_script")}`,
    `${endMark("step_script")}${startMark("upload_artifacts_on_failure")}${secret}${endMark("upload_artifacts_on_failure")}`,
    `${endMark("step_script")}${endMark("get_sources")}${words}`,
    `${endMark("step_script")}${startMark("get_sources")}${startMark("restore_cache")}${endMark("restore_cache")}${words}`,
    `${endMark("step_script")}${startMark("cleanup_file_variables")}${words}`,
  ];
  for (const text of forged) {
    const log = plain(...before(), ...section("step_script").slice(0, 2), ...printed(text));
    assert.doesNotMatch((await tail(log)) ?? "", new RegExp(secret), JSON.stringify(text));
  }
  for (const middle of [words, `$ npm test\n${endMark("get_sources")}${words}`]) {
    const log = "x\n".repeat(500) + plain(...printed(middle));
    assert.doesNotMatch((await tail(log, { tailBytes: 500 })) ?? "", new RegExp(secret));
  }
});

test("where lines tell who wrote them, a process that a script leaves behind is not the runner", async (t) => {
  const { tail, exitCode } = await tailsOf(t);
  const late = printed(`ERROR: Job failed (system failure): ${secret}`);
  const log = styles["stamped lines"](
    ...before(),
    ...section("step_script"),
    ...late,
    ...after(": exit code 1"),
    ...late,
  );
  assert.doesNotMatch((await tail(log)) ?? "", new RegExp(secret));
  assert.equal(await exitCode(log), 1);
  const served = styles["stamped lines"](
    ...before(),
    ...section("step_script"),
    ...after(": exit code 1", ...service(secret)),
  );
  assert.doesNotMatch((await tail(served)) ?? "", new RegExp(secret));
  const forged = styles["stamped lines"](
    ...before(),
    ...section("step_script"),
    ...printed(endMark("step_script")),
    ...own("WARNING: real"),
    ...after(": exit code 1"),
  );
  assert.match((await tail(forged)) ?? "", /WARNING: real/);
});
