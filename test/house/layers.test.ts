import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFiles } from "./sources.ts";

/** Who may import whom. zod and Node's own modules may be anywhere; each other package is where it is for a reason. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  "lib/core": ["lib/core"],
  // re2js will match what teams write as regular expressions; croner knows schedules and zones
  "lib/rules": ["lib/rules", "lib/core", "re2js", "croner"],
  "lib/actions": ["lib/actions", "lib/core"],
  "lib/app": ["lib/app", "lib/core", "lib/rules", "lib/actions"],
  // undici sends one request and follows nothing; the builtin fetch forwards tokens on redirects
  "lib/gitlab": ["lib/gitlab", "lib/core", "undici"],
  // says things in chats, as one request that follows nothing
  "lib/chat": ["lib/chat", "lib/core", "undici"],
  "lib/store": [
    "lib/store",
    "lib/core",
    "lib/rules",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/lib-dynamodb",
    // reads the stream's records, which come in DynamoDB's own form
    "@aws-sdk/util-dynamodb",
    // types of those records
    "aws-lambda",
  ],
  // client-ssm reads the secrets; client-lambda and client-scheduler tell the doctor what wakes the functions
  "lib/edge": [
    "lib/edge",
    "lib/core",
    "aws-lambda",
    "@aws-lambda-powertools/logger",
    "@aws-sdk/client-ssm",
    "@aws-sdk/client-lambda",
    "@aws-sdk/client-scheduler",
  ],
  // the deployed API is asked with the caller's own AWS credentials
  "lib/cli": [
    "lib",
    "commander",
    "cli-progress",
    "undici",
    "@smithy/signature-v4",
    "@smithy/types",
    "@aws-sdk/credential-provider-node",
  ],
  // hono leads the API's requests to their routes
  functions: ["functions", "lib", "aws-lambda", "hono"],
  // signs and answers by its own code, on purpose: a mistake must not cancel itself out
  "infra/twin": ["infra/twin", "lib/core"],
  // sign and answer by their own code, as the twin does
  "infra/slack": ["infra/slack", "infra/twin/listen.ts", "lib/core"],
  "infra/mattermost": ["infra/mattermost", "infra/twin/listen.ts", "lib/core"],
  "infra/local": [
    "infra/local",
    "functions",
    "lib",
    "infra/twin",
    "infra/slack",
    "infra/mattermost",
    // writes the chat page, whose every text is escaped
    "hono",
    "aws-lambda",
    "@aws-sdk/client-dynamodb",
    "@aws-sdk/lib-dynamodb",
  ],
  // bundles the functions, whose files it knows by name only
  "infra/build": ["infra/build", "lib", "esbuild", "undici"],
  "infra/build.ts": ["infra/build"],
  // lists what is in the bundles, as npm's lock knows it
  "infra/sbom": ["infra/sbom"],
  "infra/sbom.ts": ["infra/sbom", "infra/build"],
  // AWS's own specification of resources judges what would be deployed; the functions' own reading judges their settings
  "infra/package": ["infra/package", "lib/core", "lib/edge", "@aws-cdk/aws-service-spec"],
  "infra/package.ts": ["infra/package", "infra/build"],
};

/** Packages that one file alone may use. */
const guests: Readonly<Record<string, readonly string[]>> = {
  "lib/rules/read.ts": ["yaml"],
  // writes rules as people read them
  "lib/rules/diff/yaml.ts": ["yaml"],
  // knows when a zone's clock is changed, until Node has Temporal itself
  "lib/rules/calendar/zone.ts": ["temporal-polyfill"],
  "infra/package/service.ts": ["yaml"],
};

const files = sourceFiles("functions", "lib", "infra");

test("every file stands in a room, and imports only what its room may", () => {
  const wrong = files.flatMap(({ path, imports }) => {
    const room = Object.keys(rooms).find((name) => path === name || path.startsWith(`${name}/`));
    if (!room) return [`${path} stands in no room`];
    const allowed = [...(rooms[room] ?? []), ...(guests[path] ?? []), "zod"];
    return imports
      .filter((name) => !name.startsWith("node:") && !allowed.some((one) => name === one || name.startsWith(`${one}/`)))
      .map((name) => `${path} imports ${name}`);
  });
  assert.deepEqual(wrong, []);
});

test("the door knows no HTTP client: nothing that the webhook imports leads to undici", () => {
  assert.deepEqual(
    reached("functions/webhook.ts").filter((name) => name === "undici"),
    [],
  );
});

test("the API looks at GitLab to explain, and to ask who a person is, and can change nothing there", () => {
  const without = reached("functions/api.ts", "functions/world/explain.ts", "functions/world/person.ts");
  assert.ok(without.includes("functions/api/explain.ts"));
  assert.deepEqual(
    without.filter((name) => name === "undici" || name === "lib/gitlab/writes.ts"),
    [],
  );
  assert.ok(reached("functions/api.ts").includes("undici"));
  assert.ok(!reached("functions/world/person.ts").includes("lib/gitlab/writes.ts"));
});

test("the webhook asks no calendar: nothing that it imports leads to the zone library", () => {
  assert.ok(!reached("functions/webhook.ts").includes("temporal-polyfill"));
  assert.ok(reached("functions/work.ts").includes("temporal-polyfill"));
});

for (const name of ["webhook", "work", "tick", "patrol"])
  test(`${name} only runs rules: nothing that it imports leads to what compares them`, () => {
    const comparing = /^lib\/rules\/(space|lint|prove)\//;
    assert.deepEqual(
      reached(`functions/${name}.ts`).filter((path) => comparing.test(path)),
      [],
    );
    assert.ok(reached("lib/app/apply.ts").some((path) => comparing.test(path)));
  });

test("no file imports itself by a detour", () => {
  const cyclic = files.map(({ path }) => path).filter((path) => reachedFromImports(path).includes(path));
  assert.deepEqual(cyclic, []);
});

test("the house test sees the imports that it judges", () => {
  assert.ok(reached("functions/webhook.ts").includes("lib/core/job.ts"));
  assert.ok(reached("functions/work.ts").includes("undici"));
});

/** Type-only imports count as well: a room that knows another's words depends on it. */
function reachedFromImports(start: string, ...without: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...(files.find(({ path }) => path === start)?.imports ?? [])];
  for (const name of queue) {
    if (found.has(name)) continue;
    found.add(name);
    if (without.includes(name)) continue;
    queue.push(...(files.find(({ path }) => path === name)?.imports ?? []));
  }
  return [...found];
}

/** @param without files that are seen, and not gone on from */
function reached(start: string, ...without: readonly string[]): string[] {
  return [start, ...reachedFromImports(start, ...without)];
}
