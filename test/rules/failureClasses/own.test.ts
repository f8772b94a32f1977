import assert from "node:assert/strict";
import { test } from "node:test";
import { asksOf } from "../../../lib/core/verdict.ts";
import { FailureClass } from "../../../lib/rules/failureClass.ts";
import { compileClasses } from "../../../lib/rules/failureClasses/compile.ts";
import { failureClassNames } from "../../../lib/rules/failureClasses/names.ts";
import { validate } from "../../../lib/rules/validate.ts";
import { answerOf, classesOf, clauseOf, failed, runnersLog } from "./classOf.ts";

function read(value: unknown): FailureClass {
  return FailureClass.parse(value);
}

test("a team's own class stands beside the built-in ones, and yields to none", () => {
  const own = { "my.db": read([{ failureReason: "script_failure", exitCode: 42 }]) };
  assert.deepEqual(classesOf(failed({ reason: "script_failure", exitCode: 42, log: "" }), own), [
    "user.script",
    "my.db",
  ]);
  assert.deepEqual(classesOf(failed({ reason: "script_failure", exitCode: 41, log: "" }), own), ["user.script"]);
});

test("what a team says of a built-in class is added to it, and its script failures yield to that too", () => {
  const own = { "infra.spot": read([{ exitCode: 42 }]), "infra.ours": read([{ name: "db-*" }]) };
  const evicted = failed({ reason: "script_failure", exitCode: 42, log: "" });
  assert.deepEqual(classesOf(evicted, own), ["infra.spot"]);
  assert.deepEqual(classesOf(evicted), ["user.script"]);
  const builtIn = failed({ reason: "script_failure", exitCode: null, log: 'ERROR: Job failed: pods "x" not found' });
  assert.deepEqual(classesOf(builtIn, own), ["infra.spot"]);
  const named = { ...evicted, job: { ...evicted.job, name: "db-1" } };
  assert.deepEqual(classesOf(named, own), ["infra.spot", "infra.ours"]);
});

test("a class that is made of classes is refused where it says so", () => {
  const nested = { any: [{ not: { failureClass: "infra.spot" } }] };
  const result = validate(FailureClass, [{ exitCode: 1 }, nested]);
  assert.ok("faults" in result);
  assert.deepEqual(
    result.faults.map(({ path }) => path.join(".")),
    ["1.any.0.not.failureClass"],
  );
  assert.match(result.faults[0]?.message ?? "", /not made of failure classes/);
  assert.ok("faults" in validate(FailureClass, []));
  assert.ok(
    "faults" in
      validate(
        FailureClass,
        Array.from({ length: 51 }, () => ({ exitCode: 1 })),
      ),
  );
});

test("while the log is not read a failed script may be anything, and the log is asked for once", () => {
  const unread = failed({ reason: "script_failure" });
  const known = [
    "infra.scheduler",
    "capacity.quota",
    "capacity.rateLimit",
    "user.dependency",
    "policy.deployment",
    "security.access",
  ];
  for (const name of failureClassNames) {
    const clause = clauseOf(name, unread);
    assert.equal(clause.answer, known.includes(name) ? "no" : "unknown", name);
    const asks = asksOf([clause]);
    const wanted =
      name === "infra.spot" || name === "user.script"
        ? [{ fact: "exitCode" }, { log: runnersLog }]
        : [{ log: runnersLog }];
    assert.deepEqual(asks, known.includes(name) ? [] : wanted, name);
  }
});

test("a log that cannot be read leaves a script's failure unknown, and no log at all leaves it the script's", () => {
  assert.equal(answerOf("user.script", failed({ reason: "script_failure", exitCode: 1 })), "unknown");
  assert.equal(answerOf("user.script", failed({ reason: "script_failure", exitCode: null, log: null })), "yes");
  assert.equal(answerOf("infra.spot", failed({ reason: "script_failure", exitCode: null, log: null })), "no");
});

test("where nothing reads expressions a class is unknown once there is a log, and asks for no more", () => {
  const check = compileClasses(undefined, {}).get("user.script");
  const clause = check?.(failed({ reason: "script_failure", exitCode: 1, log: "ERROR: Job failed: exit code 1" }), 0);
  assert.equal(clause?.answer, "unknown");
  assert.deepEqual(asksOf(clause ? [clause] : []), []);
});

test("a verdict names what made the class", () => {
  const clause = clauseOf(
    "user.script",
    failed({ reason: "script_failure", exitCode: null, log: 'ERROR: Job failed: pods "x" not found' }),
  );
  assert.equal(clause.answer, "no");
  assert.equal(clause.parts?.find(({ answer }) => answer === "no")?.seen, "infra.spot");
});

test("no class is compiled before it is asked, and none twice", () => {
  let read = 0;
  const conditions = {
    get exitCode() {
      read++;
      return [42];
    },
  };
  const classes = compileClasses({ "my.db": [conditions] });
  assert.equal(classes.size, failureClassNames.length + 1);
  classes.get("infra.spot")?.(failed({ reason: "api_failure" }), 0);
  assert.equal(read, 0);
  for (let times = 0; times < 2; times++) classes.get("my.db")?.(failed({ reason: "api_failure" }), 0);
  assert.equal(read, 1);
});
