import assert from "node:assert/strict";
import { test } from "node:test";
import { readCommand } from "../../lib/chat/grammar.ts";
import { sentBy } from "../fuzz/playedBy.ts";
import { url, wrongIn } from "./grammarWords.ts";

/** Ways to say a variable that nobody may set, or to get it past whoever looks for its name. */
const spellings: readonly string[] = [
  "CI_JOB_TOKEN=x",
  "ci_job_token=x",
  "Ci_Job_Token=x",
  "CI=x",
  "ci=x",
  "GITLAB_USER_ID=1",
  "GIT_STRATEGY=none",
  "git_ssl_no_verify=1",
  "LD_PRELOAD=/tmp/x.so",
  "Ld_Preload=x",
  "DYLD_INSERT_LIBRARIES=x",
  "PATH=/tmp",
  "path=/tmp",
  "BASH_ENV=/tmp/x",
  "IFS=x",
  "NODE_OPTIONS=--require=x",
  "PYTHONPATH=x",
  "DOCKER_AUTH_CONFIG=x",
  "DEPLOY_TOKEN=x",
  "deploy_password=x",
  "RUNNER_IMAGE=x",
  "https_proxy=http://evil.example",
  "AWS_ACCESS_KEY_ID=x",
  "KUBECONFIG=x",
  '"CI_JOB_TOKEN"=x',
  "`CI_JOB_TOKEN`=x",
  "CI_JOB_TOKEN =x",
  "CI_JOB_TOKEN = x",
  "CI_JOB_TOKEN==x",
  "CI-JOB-TOKEN=x",
  "CI.JOB.TOKEN=x",
  "CI\\_JOB\\_TOKEN=x",
  "$CI_JOB_TOKEN=x",
  `$${"{"}CI_JOB_TOKEN}=x`,
  "%CI_JOB_TOKEN%=x",
  "env:CI_JOB_TOKEN=x",
  "CI%5FJOB%5FTOKEN=x",
  "CI&#95;JOB&#95;TOKEN=x",
  "&amp;CI_JOB_TOKEN=x",
  "<CI_JOB_TOKEN>=x",
  "*CI_JOB_TOKEN*=x",
  "--CI_JOB_TOKEN=x",
  "-eCI_JOB_TOKEN=x",
  "REGION=eu;CI_JOB_TOKEN=x",
  "REGION=eu&CI_JOB_TOKEN=x",
  'REGION="eu" CI_JOB_TOKEN=x',
  'REGION="eu\nCI_JOB_TOKEN=x"',
  "REGION=$CI_JOB_TOKEN",
  "REGION=%CI_JOB_TOKEN%",
  "\u0421I_JOB_TOKEN=x",
  "\uff23\uff29_JOB_TOKEN=x",
  "C\u200bI_JOB_TOKEN=x",
  "C\u200dI_JOB_TOKEN=x",
  "\u202eCI_JOB_TOKEN=x",
  "CI_JOB_TO\u212aEN=x",
  "AW\u017f_REGION=x",
  "C\u0131_JOB_TOKEN=x",
  "CI_JOB_TOKEN\u0301=x",
  "__proto__=x",
  "constructor=x",
];

/** A rule as people write it, and one that no check of a rule would let through, but a table might hold. */
const allowing = { REGION: ["eu", "us"] };
const forged = Object.fromEntries(
  ["CI_JOB_TOKEN", "ci_job_token", "CI", "PATH", "LD_PRELOAD", "DEPLOY_TOKEN", "__proto__"].map((name) => [
    name,
    { matches: ".*" },
  ]),
);

for (const word of ["play", "arm", "retry"])
  for (const spelling of spellings)
    test(`${word} with ${JSON.stringify(spelling)} sets nothing that the rule does not allow`, () => {
      const read = readCommand(`${word} ${url} ${spelling}`);
      if ("wrong" in read) return assert.ok((wrongIn(`${word} ${url} ${spelling}`) ?? "").length < 400);
      assert.equal(sentBy(read.said, allowing), undefined);
      assert.deepEqual(Object.keys(sentBy(read.said, forged) ?? {}), []);
    });

test("what a rule allows is played, so that the table above can fail", () => {
  const read = readCommand(`play ${url} REGION=eu`);
  assert.ok("said" in read);
  assert.deepEqual(sentBy(read.said, allowing), { REGION: "eu" });
});

test("a name that nobody may set is refused by name where it is said", () => {
  assert.match(wrongIn(`play ${url} ci_job_token=x`) ?? "", /^ci_job_token may not be given: it steers GitLab/);
});
