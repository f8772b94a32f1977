import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { problemText } from "../../infra/package/template.ts";
import { type Change, packaged } from "./packaged.ts";

const text = readFileSync(join(import.meta.dirname, "../../serverless.yml"), "utf8");

/** `serverless.yml:LINE:COLUMN` of the first place where a word stands in a text. */
function placeOf(word: string, inText: string): string {
  const before = inText.slice(0, inText.indexOf(word)).split("\n");
  return `serverless.yml:${before.length}:${(before.at(-1) ?? "").length + 1}`;
}

const swap = (from: string, to: string) => (whole: string) => whole.replace(from, to);

interface Mistake {
  readonly mistake: string;
  readonly from: string;
  readonly to: string;
  /** The word whose place is told, after the change. */
  readonly word: string;
  readonly says: string;
}

const mistakes: readonly Mistake[] = [
  {
    mistake: "a value of the wrong type",
    from: "timeout: 8",
    to: "timeout: soon",
    word: "timeout: soon",
    says: "functions.webhook.timeout: must be integer. Correct it",
  },
  {
    mistake: "a parameter that is used but not there",
    from: "{param:journalDays}",
    to: "{param:jurnalDays}",
    word: "PENSTOCK_JOURNAL_DAYS",
    says: 'provider.environment.PENSTOCK_JOURNAL_DAYS: Value not found at "param" source. Correct it',
  },
  {
    mistake: "a handler that nobody built",
    from: "dist/api/index.handler",
    to: "dist/apy/index.handler",
    word: "handler: dist/apy",
    says: "functions.api.handler: is dist/apy/index.handler, but there is no dist/apy/index.mjs. Run npm run build",
  },
  {
    mistake: "a misspelt parameter of a stage",
    from: "params:\n",
    to: "params:\n  prod:\n    jurnalDays: 30\n",
    word: "jurnalDays",
    says: "params.prod.jurnalDays: is no parameter. Did you mean journalDays?",
  },
  {
    mistake: "a parameter beyond its bounds",
    from: "settleSeconds: 180",
    to: "settleSeconds: 0",
    word: "settleSeconds",
    says: "params.default.settleSeconds: is 0. Expected a whole number from 1 to 3600",
  },
];

describe("serverless.yml stops the packaging, with the place and a cure, for", () => {
  for (const { mistake, from, to, word, says } of mistakes)
    test(mistake, async () => {
      const edit = swap(from, to);
      const told = await problems({ edit });
      const expected = `${placeOf(word, edit(text))} ${says}`;
      assert.deepEqual(
        told.map((line) => line.slice(0, expected.length)),
        [expected],
      );
    });

  test("YAML that is none", async () => {
    const [first = "", ...others] = await problems({ edit: swap("url: true", "url: [true") });
    assert.match(first, /^serverless\.yml:\d+:\d+: .*\. Correct the YAML there$/);
    assert.deepEqual(others, []);
  });
});

test("misspelt keys are told all at once, each with the one that was meant", async () => {
  const edit = (whole: string) => swap("architecture", "architecure")(swap("batchSize", "batchSise")(whole));
  assert.deepEqual((await problems({ edit })).toSorted(), [
    `${placeOf("architecure", edit(text))} provider: unrecognized property 'architecure'. Did you mean architecture?`,
    `${placeOf("batchSise", edit(text))} functions.work.events.0.stream: unrecognized property 'batchSise'. Did you mean batchSize?`,
  ]);
});

test("a parameter that is given is checked like a written one", async () => {
  assert.deepEqual(await problems({ given: ["jurnalDays=3"] }), [
    "--param jurnalDays: is no parameter. Did you mean journalDays?",
  ]);
  assert.deepEqual(await problems({ given: ["record=some", "workConcurrency=many"] }), [
    '--param record: is "some". Expected all or wanted',
    '--param workConcurrency: is "many". Expected a whole number from 1 to 1000',
  ]);
});

test("stages and parameters reach what is deployed: names, settings, keys", async () => {
  const key = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
  const { template, problems: found } = await packaged({
    stage: "prod",
    given: ["journalDays=30", "workConcurrency=3", `secretsKey=${key}`, `logsKey=${key}`],
  });
  assert.deepEqual(found.map(problemText), []);
  const of = (id: string) => JSON.stringify(template?.Resources[id]?.Properties);
  assert.match(of("TasksTable"), /"TableName":"penstock-prod-tasks"/);
  assert.match(of("WorkLambdaFunction"), /"PENSTOCK_TABLE_PREFIX":"penstock-prod-"/);
  assert.match(of("WorkLambdaFunction"), /"PENSTOCK_JOURNAL_DAYS":"30"/);
  assert.match(of("WorkLambdaFunction"), /"ReservedConcurrentExecutions":\{"Fn::If":\["ReservesConcurrency","?3"?,/);
  assert.match(of("WorkRole"), /parameter\/penstock\/prod\/gitlab\/\*/);
  assert.ok(of("WorkRole").includes(key) && of("WorkLogGroup").includes(key));
});

test("an account without room to reserve can say so", async () => {
  const { template, problems: found } = await packaged({ stage: "prod", given: ["reserveConcurrency=no"] });
  assert.deepEqual(found.map(problemText), []);
  assert.deepEqual(template?.Conditions.ReservesConcurrency, { "Fn::Equals": ["no", "yes"] });
  const unread = (await packaged({ stage: "prod", given: ["reserveConcurrency=false"] })).problems.map(problemText);
  assert.match(unread.join(), /reserveConcurrency.*is "false".*yes or no/);
});

test("JWTs are taken where an issuer and an audience are given, at an address of its own, and nothing of it is made elsewhere", async () => {
  const given = ["jwtIssuer=https://gitlab.example.com", "jwtAudience=0123abcd,penstock"];
  const { template, problems: found } = await packaged({ stage: "prod", given });
  assert.deepEqual(found.map(problemText), []);
  const parts = Object.entries(template?.Resources ?? {}).filter(([id]) => id.startsWith("JwtApi"));
  assert.deepEqual(new Set(parts.map(([, one]) => one.Condition)), new Set(["HasJwt"]));
  const of = (id: string) => JSON.stringify(template?.Resources[id]?.Properties);
  assert.match(of("JwtApiAuthorizer"), /"Issuer":"https:\/\/gitlab\.example\.com".*"0123abcd,penstock"/);
  assert.doesNotMatch(of("JwtApiStage"), /header|queryString|authorization/i);
  const routes = parts.filter(([, { Type }]) => Type === "AWS::ApiGatewayV2::Route").map(([, one]) => one.Properties);
  assert.deepEqual(
    routes.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType]),
    ["GET", "PUT", "POST", "DELETE"].map((method) => [`${method} /{path+}`, "JWT"]),
  );
  const { template: plain } = await packaged({ stage: "prod" });
  assert.deepEqual(JSON.parse(JSON.stringify(plain)).Conditions.HasJwt, { "Fn::Not": [{ "Fn::Equals": ["", ""] }] });
});

test("who issues JWTs, and for whom, are given both or not at all", async () => {
  const place = "JwtApiAuthorizer Properties.JwtConfiguration";
  const cure = "is blank. Give jwtIssuer and jwtAudience both, or neither";
  assert.deepEqual(await problems({ given: ["jwtIssuer=https://gitlab.example.com"] }), [`${place}.Audience: ${cure}`]);
  assert.deepEqual(await problems({ given: ["jwtAudience=x"] }), [`${place}.Issuer: ${cure}`]);
  assert.deepEqual(await problems({ given: ["jwtIssuer=http://gitlab.example.com"] }), [
    '--param jwtIssuer: is "http://gitlab.example.com". Expected the https address of who issues JWTs, or nothing',
  ]);
});

async function problems(change: Change): Promise<string[]> {
  return (await packaged(change)).problems.map(problemText);
}
