import assert from "node:assert/strict";
import { test } from "node:test";
import type { Findings } from "../../../lib/gitlab/probe/asked.ts";
import { capabilitiesOf } from "../../../lib/gitlab/probe/capabilities.ts";
import { now } from "../server.ts";

const day = 86_400_000;
const untold = { untold: { message: "GET /x: 403 Forbidden" } };

/** A GitLab that lacks nothing, with a token that may everything. */
const best: Findings = {
  instance: { told: { version: "19.6.0-ee", isEnterprise: true } },
  user: { told: { id: 3, username: "bot" } },
  token: { told: { name: "penstock", scopes: ["api"], expiresAt: now + 90 * day } },
  graphql: { told: { version: "19.6.0-ee" } },
};

const of = (changes: Partial<Findings>) => capabilitiesOf({ ...best, ...changes }, now);
const ofVersion = (version: string) => of({ instance: { told: { version, isEnterprise: false } } });

test("a new GitLab with a good token lacks nothing", () => {
  assert.deepEqual(of({}), {
    version: "19.6.0-ee",
    enterprise: true,
    user: { id: 3, username: "bot" },
    token: { name: "penstock", scopes: ["api"], expiresAt: now + 90 * day },
    may: { read: true, act: true, delete: true },
    paging: "keyset",
    playWith: "inputs and variables",
    hooksProve: "signature",
    graphql: true,
    lacking: [],
  });
});

for (const [version, paging, inputs, hooksProve, lacks] of [
  ["8.17.0", "offset", false, "token", ["9.0", "15.9", "18.10", "19.0"]],
  ["9.0.0", "offset", false, "token", ["15.9", "18.10", "19.0"]],
  ["9.5.10", "offset", false, "token", ["15.9", "18.10", "19.0"]],
  ["15.8.6-ee", "offset", false, "token", ["15.9", "18.10", "19.0"]],
  ["15.9.0-pre", "offset", false, "token", ["15.9", "18.10", "19.0"]],
  ["15.9.0-rc42-ee", "offset", false, "token", ["15.9", "18.10", "19.0"]],
  ["15.9.0", "keyset", false, "token", ["18.10", "19.0"]],
  ["15.10.0-pre", "keyset", false, "token", ["18.10", "19.0"]],
  ["16.0.0-pre", "keyset", false, "token", ["18.10", "19.0"]],
  ["18.1.0", "keyset", false, "token", ["18.10", "19.0"]],
  ["18.9.4-ee", "keyset", false, "token", ["18.10", "19.0"]],
  ["18.10.0-ee", "keyset", true, "token", ["19.0"]],
  ["18.11.2", "keyset", true, "token", ["19.0"]],
  ["19.0.0-pre", "keyset", true, "token", ["19.0"]],
  ["19.0.0-ee", "keyset", true, "signature", []],
  ["19.6.1-ee.0", "keyset", true, "signature", []],
  ["19.6", "keyset", true, "signature", []],
  ["20.0.0", "keyset", true, "signature", []],
  ["20.11.3-ee", "keyset", true, "signature", []],
] as const)
  test(`a GitLab ${version} is used for what it has`, () => {
    const found = ofVersion(version);
    assert.deepEqual(
      [found.paging, found.playWith, found.hooksProve],
      [paging, inputs ? "inputs and variables" : "variables", hooksProve],
    );
    const cures = found.lacking.map((sentence) => /upgrade it to (\S+)/.exec(sentence)?.[1]);
    assert.deepEqual(cures, [...lacks]);
    assert.ok(found.lacking.every((sentence) => sentence.startsWith(`GitLab ${version} `)));
  });

for (const version of ["garbage", "19", "19.", "v", "1234.5", "19.6garbage", "19.6.1.2", "v19.6", "-1.0"])
  test(`what is no version is relied on for nothing, and told: ${JSON.stringify(version)}`, () => {
    const found = ofVersion(version);
    assert.deepEqual([found.paging, found.playWith, found.hooksProve], ["offset", "variables", "token"]);
    assert.equal(found.lacking.length, 1);
    assert.match(found.lacking[0] ?? "", /is no version of GitLab, .*check what answers/);
  });

test("a version with control characters is told as one clean line", () => {
  const found = ofVersion("19.6\u001b[2J\nevil");
  assert.equal(found.version, "19.6 [2J evil");
  assert.ok(found.lacking.every((sentence) => !/\p{Cc}/u.test(sentence)));
});

test("where only GraphQL tells the version, that one is taken", () => {
  const found = of({ instance: untold });
  assert.deepEqual(
    [found.version, found.paging, found.enterprise, found.lacking],
    ["19.6.0-ee", "keyset", undefined, []],
  );
});

for (const [part, sentence] of [
  ["user", /^whose token this is is not known \(GET \/x: 403 Forbidden\): give it the scope/],
  ["token", /^what the token may do, and until when, is not known \(GET \/x: 403 Forbidden\): look it up/],
  ["graphql", /^GraphQL does not answer \(GET \/x: 403 Forbidden\), so .*: let \/api\/graphql through/],
] as const)
  test(`what is not told about the ${part} is unknown, and only that`, () => {
    const { [part]: gone, lacking, ...rest } = of({ [part]: untold });
    assert.equal(gone, part === "graphql" ? false : undefined);
    assert.deepEqual([lacking.length, sentence.test(lacking[0] ?? "")], [1, true]);
    const { [part]: _, lacking: none, ...whole } = of({});
    assert.deepEqual(rest, part === "token" ? { ...whole, may: {} } : whole);
  });

test("without any version, only what every version has is used", () => {
  const found = of({ instance: untold, graphql: { told: {} } });
  assert.deepEqual([found.paging, found.playWith, found.hooksProve], ["offset", "variables", "token"]);
  assert.match(found.lacking.join(), /version is not known \(GET \/x: 403 Forbidden\), .*scope read_api/);
});

const allPermissions =
  "read_job read_pipeline_job download_job_artifact retry_job play_job cancel_job preserve_job_artifact delete_job_artifact erase_job";
const granted = (...lists: string[]) => ({
  scopes: ["granular"],
  granularScopes: lists.map((list) => ({ permissions: list.split(" ") })),
});

for (const [what, token, may, gap] of [
  ["api", { scopes: ["read_user", "api"] }, { read: true, act: true, delete: true }, undefined],
  [
    "read_api",
    { scopes: ["read_api"] },
    { read: true, act: false, delete: false },
    /may look but not act, its scopes are read_api:/,
  ],
  [
    "others only",
    { scopes: ["read_user", "read_repository"] },
    { read: false, act: false, delete: false },
    /may not ask about jobs, its scopes are read_user, read_repository:/,
  ],
  ["none", { scopes: [] }, { read: false, act: false, delete: false }, /its scopes are none: make one/],
  ["not told", {}, {}, undefined],
  ["fine-grained and told nothing", { scopes: ["granular"] }, {}, /fine-grained and does not tell/],
  ["fine-grained by its mark", { isGranular: true }, {}, /fine-grained and does not tell/],
  [
    "fine-grained with all, here and there",
    granted("read_job retry_job", allPermissions),
    { read: true, act: true, delete: true },
    undefined,
  ],
  [
    "fine-grained without play and erase",
    granted(allPermissions.replace(" play_job", "").replace(" erase_job", "")),
    { read: true, act: false, delete: false },
    /has not the permissions play_job, erase_job: add/,
  ],
] as const)
  test(`a token may what its scopes say: ${what}`, () => {
    const found = of({ token: { told: token } });
    assert.deepEqual(found.may, may);
    assert.equal(found.lacking.length, gap ? 1 : 0, found.lacking.join());
    if (gap) assert.match(found.lacking[0] ?? "", gap);
  });

for (const [what, expiresAt, gap] of [
  ["never", null, undefined],
  ["not told", undefined, undefined],
  ["in 30 days", now + 30 * day, undefined],
  ["in just under 30 days", now + 29 * day - 1, /expires on 2026-12-19, in 29 days: make a new one before/],
  ["tomorrow", now + day, /in 1 day: make/],
  ["in a minute", now + 60_000, /in 1 day: make/],
  ["now", now, /the token expired on 2026-11-20: make a new one/],
  ["long ago", now - 400 * day, /expired on 2025-10-16/],
] as const)
  test(`a token that ends soon, or has ended, is told of in time: ${what}`, () => {
    const told = { scopes: ["api"], ...(expiresAt !== undefined && { expiresAt }) };
    const found = of({ token: { told } });
    assert.deepEqual(found.token, told);
    assert.equal(found.lacking.length, gap ? 1 : 0, found.lacking.join());
    if (gap) assert.match(found.lacking[0] ?? "", gap);
  });
