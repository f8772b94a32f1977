import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AllowList, givenVariables, type Matches } from "../../lib/actions/allow.ts";
import { whyDeniedName, whyDeniedValue } from "../../lib/core/denied.ts";
import { readRegex } from "../../lib/rules/regex.ts";

const seed = 20_261_121;

const matches: Matches = (pattern, text) => readRegex(pattern).matches(text);
const list = AllowList.parse({
  REGION: ["eu", "us"],
  VERSION: { matches: "v[0-9.]+" },
  MODE: { oneOf: ["fast"], required: true },
});

function problemOf(value: unknown): string | undefined {
  const read = AllowList.safeParse(value);
  return read.success ? undefined : read.error.issues.map(({ message }) => message).join("; ");
}

test("what is allowed becomes variables, in order", () => {
  const found = givenVariables(list, { VERSION: "v1.2", MODE: "fast", REGION: "us" }, matches);
  assert.deepEqual(found, { variables: { MODE: "fast", REGION: "us", VERSION: "v1.2" } });
});

for (const [why, values, told] of [
  [
    "a name that is not there",
    { MODE: "fast", DEBUG: "1" },
    '"DEBUG" may not be given to this rule: it takes REGION, VERSION, MODE',
  ],
  ["a name of the prototype", { MODE: "fast", toString: "1" }, /"toString" may not be given/],
  ["another case of a name", { MODE: "fast", region: "eu" }, /"region" may not be given/],
  ["a look-alike of a name", { MODE: "fast", "REGI\u041eN": "eu" }, /may not be given/],
  [
    "a value that is not listed",
    { MODE: "fast", REGION: "asia" },
    "the value of REGION is none of those that the rule allows",
  ],
  [
    "a value that only holds a match",
    { MODE: "fast", VERSION: "v1;x" },
    "the value of VERSION is not as the rule allows it",
  ],
  ["a second line behind a match", { MODE: "fast", VERSION: "v1\nv2" }, /newline/],
  ["nothing for what is required", { REGION: "eu" }, "MODE is missing: it must be given"],
] as const)
  test(`${why} is refused, by its name and without its value`, () => {
    const found = givenVariables(list, values, matches);
    assert.ok("refused" in found);
    if (typeof told === "string") assert.equal(found.refused, told);
    else assert.match(found.refused, told);
    assert.doesNotMatch(found.refused, /asia|;x|v2/);
  });

test("a pattern that lets everything through lets neither $ nor % nor a control character through", () => {
  const all = AllowList.parse({ X: { matches: "(?s).*" } });
  for (const value of ["$CI_JOB_TOKEN", "%PATH%", "a\0", "a\u2028b", "x".repeat(1025)])
    assert.ok("refused" in givenVariables(all, { X: value }, matches), JSON.stringify(value));
  assert.deepEqual(givenVariables(all, { X: "a b" }, matches), { variables: { X: "a b" } });
});

for (const [why, value, told] of [
  ["a name that nobody may set", { GIT_CONFIG_COUNT: ["1"] }, /GIT_CONFIG_COUNT may not be set/],
  ["a look-alike of such a name", { "\u212aUBECONFIG": ["1"] }, /is no variable name/],
  ["a value that would be expanded", { X: ["$HOME"] }, /holds \$ or %/],
  ["an empty list", { X: [] }, /allows nothing/],
  ["a pattern beyond 256 characters", { X: { matches: "x".repeat(257) } }, /at most 256/],
  ["neither values nor a pattern", { X: { required: true } }, /expected a list of values/],
  ["more than 20 names", Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`V${at}`, ["x"]])), /at most 20/],
] as const)
  test(`an allow-list with ${why} is refused when the rule is read`, () => {
    assert.match(problemOf(value) ?? "", told);
  });

const words =
  "CI CI_X GITLAB_X GIT_X FF_X RUNNER_X DOCKER_X KUBE KUBECTL HELM_X LD_X DYLD_X PATH HOME SHELL IFS ENV BASH_X SHELLOPTS BASHOPTS PS0 PS4 PROMPT_COMMAND X_TOKEN X_SECRET X_PASSWORD X_KEY NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NPM_CONFIG_X YARN_X PYTHONPATH PIP_X RUBYLIB GEM_X BUNDLE_X PERL5LIB JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS CLASSPATH MAVEN_X GRADLE_X GOPROXY CARGO_X RUSTFLAGS AWS_X AZURE_X ARM_X GOOGLE_X GCP_X CLOUDSDK_X VAULT_X TF_CLI_X TF_LOG TF_LOG_PATH SSH_X GPG_X SSL_CERT_FILE CURL_X REQUESTS_CA_BUNDLE X_PROXY ALL_PROXY EDITOR VISUAL PAGER LESS LESSOPEN TMPDIR HISTFILE SECURE_X SAST_X DAST_X X_IMAGE X_IMAGE_Y KANIKO_X ARTIFACT_X CACHE_X TRANSFER_X";

test("every name that is denied to everybody is denied in upper, lower and mixed case", () => {
  for (const word of words.split(" "))
    for (const name of [word, word.toLowerCase(), word.replace(/.$/, (last) => last.toLowerCase())])
      assert.match(whyDeniedName(name) ?? "", /may not be set/, name);
});

const names = fc.oneof(
  fc.constantFrom("REGION", "VERSION", "MODE", "region", "REGION ", "__proto__", "constructor", "CI_X", "GIT_X"),
  fc.string({ maxLength: 12 }),
);
const values = fc.oneof(fc.constantFrom("eu", "us", "fast", "v1", "v1.2", "$X", "v1\n"), fc.string({ maxLength: 12 }));

test("drawn at random: nothing is ever sent that the rule does not declare", () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(names, values), { maxLength: 4 }), (pairs) => {
      const found = givenVariables(list, { MODE: "fast", ...Object.fromEntries(pairs) }, matches);
      if ("refused" in found) return;
      accepted++;
      for (const [name, value] of Object.entries(found.variables)) {
        assert.ok(["REGION", "VERSION", "MODE"].includes(name), name);
        assert.equal(whyDeniedName(name) ?? whyDeniedValue(name, value), undefined);
        const isAllowed =
          name === "VERSION" ? /^v[0-9.]+$/.test(value) && !value.includes("\n") : ["eu", "us", "fast"].includes(value);
        assert.ok(isAllowed, `${name} ${JSON.stringify(value)}`);
      }
    }),
    { seed, numRuns: 20_000 },
  );
  assert.ok(accepted > 500, `${accepted} accepted`);
});
