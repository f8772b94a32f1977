import assert from "node:assert/strict";
import { test } from "node:test";
import { applying, createProtections } from "../../lib/gitlab/protections.ts";
import { errorOf } from "./asked.ts";
import { grape, lackOf, noProject, paths, present } from "./grape.ts";

test("protected branches say who may push and merge, persons and groups too", async (t) => {
  const branches = [
    {
      id: 1,
      name: "release/*",
      push_access_levels: [
        { id: 9, access_level: 40, access_level_description: "Maintainers", user_id: null, group_id: null },
        { id: 10, access_level: 40, deploy_key_id: 4, user_id: null, group_id: null },
      ],
      merge_access_levels: [{ id: 11, access_level: null, user_id: 3, group_id: 1234 }],
      allow_force_push: false,
      code_owner_approval_required: true,
      inherited: true,
    },
    { name: "master", push_access_levels: [{ access_level: 0 }], merge_access_levels: "soon" },
  ];
  const { http, seen } = await grape(t, {
    "/projects/7/protected_branches": [200, branches, { "x-next-page": "2" }],
  });
  const page = await createProtections(http).branchesPage(7);
  assert.deepEqual(page?.items, [
    {
      name: "release/*",
      push: [
        { level: 40, userId: null, groupId: null },
        { level: 40, userId: null, groupId: null, deployKeyId: 4 },
      ],
      merge: [{ level: null, userId: 3, groupId: 1234 }],
      allowsForcePush: false,
      needsCodeOwner: true,
      isInherited: true,
    },
    { name: "master", push: [{ level: 0 }] },
  ]);
  assert.equal(page?.next, "/projects/7/protected_branches?per_page=100&page=2");
  await createProtections(http).branchesPage(7, "/projects/7/protected_branches?per_page=100&page=4");
  assert.match(paths(seen)[1] ?? "", /page=4$/);
});

test("protected tags say who may create them", async (t) => {
  const tags = [
    { name: "v*", create_access_levels: [{ id: 1, access_level: null, user_id: 10, group_id: null }] },
    { name: "*-stable", create_access_levels: [{ access_level: 30, access_level_description: "Developers" }] },
    { name: "nightly" },
  ];
  const { http } = await grape(t, { "/projects/7/protected_tags": [200, tags] });
  assert.deepEqual(present(await createProtections(http).tagsPage(7)).items, [
    { name: "v*", create: [{ level: null, userId: 10, groupId: null }] },
    { name: "*-stable", create: [{ level: 30 }] },
    { name: "nightly" },
  ]);
});

test("protected environments say who deploys, and how many approve", async (t) => {
  const environments = [
    {
      name: "production",
      deploy_access_levels: [{ id: 12, access_level: 40, user_id: null, group_id: null, group_inheritance_type: 0 }],
      required_approval_count: 0,
      approval_rules: [
        { id: 38, user_id: 42, group_id: null, access_level: null, required_approvals: 2 },
        { id: 39, access_level: 60 },
      ],
    },
    { name: "staging", deploy_access_levels: [{ access_level: 30 }] },
  ];
  const { http } = await grape(t, { "/projects/7/protected_environments": [200, environments] });
  assert.deepEqual(present(await createProtections(http).environmentsPage(7)).items, [
    {
      name: "production",
      deploy: [{ level: 40, userId: null, groupId: null }],
      requiredApprovals: 0,
      approvalRules: [{ level: null, userId: 42, groupId: null, requiredApprovals: 2 }, { level: 60 }],
    },
    { name: "staging", deploy: [{ level: 30 }] },
  ]);
});

test("a GitLab without protected environments or a list of protected tags says so", async (t) => {
  const old = createProtections((await grape(t, {})).http);
  assert.match(lackOf(await old.environmentsPage(7)), /Premium/);
  assert.match(lackOf(await old.tagsPage(7)), /11\.3/);
  assert.equal(await old.branchesPage(7), undefined);
  // the Enterprise Edition without a licence
  const free = await grape(t, { "/projects/7/protected_environments": [404, { message: "404 Not Found" }] });
  assert.match(lackOf(await createProtections(free.http).environmentsPage(7)), /Premium/);
});

test("a project that is hidden protects nothing that we know of, and a refusal is thrown", async (t) => {
  const { http } = await grape(t, {
    "/projects/8/protected_branches": noProject,
    "/projects/8/protected_tags": noProject,
    "/projects/8/protected_environments": noProject,
    "/projects/7/protected_branches": [403, { message: "403 Forbidden" }],
    "/projects/7/protected_tags": [200, [{ create_access_levels: [] }]],
  });
  const protections = createProtections(http);
  assert.equal(await protections.branchesPage(8), undefined);
  assert.equal(await protections.tagsPage(8), undefined);
  assert.equal(await protections.environmentsPage(8), undefined);
  assert.equal((await errorOf(protections.branchesPage(7))).code, "forbidden");
  assert.equal((await errorOf(protections.tagsPage(7))).code, "oddAnswer");
});

for (const [pattern, ref, applies] of [
  ["main", "main", true],
  ["main", "Main", false],
  ["main", "main2", false],
  ["*", "anything/at/all", true],
  ["*", "", true],
  ["", "", false],
  ["v*", "v1.0", true],
  ["v*", "v", true],
  ["v*", "rv1", false],
  ["*-stable", "1-2-stable", true],
  ["*-stable", "1-2-stable-2", false],
  ["release/*/final", "release/2026/11/final", true],
  ["release/*/final", "release/final", false],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["*ab*ab", "ab", false],
  ["*ab*ab", "xabab", true],
  ["*a*b*", "b-a", false],
  ["v1.*", "v1x0", false],
  ["v[1]?", "v[1]?", true],
  ["v?", "v1", false],
  ["**", "x/y", true],
  ["größe-*", "größe-☃", true],
] as const)
  test(`"${pattern}" ${applies ? "applies" : "does not apply"} to "${ref}"`, () => {
    assert.equal(applying([{ name: pattern }], ref).length === 1, applies);
  });

test("every protection that matches applies, not only the closest", () => {
  const names = ["v*", "v1.0", "main", "*"].map((name) => ({ name }));
  assert.deepEqual(
    applying(names, "v1.0").map(({ name }) => name),
    ["v*", "v1.0", "*"],
  );
});

test("a hostile pattern is judged at once", () => {
  const pattern = `${"*a".repeat(500)}*b`;
  assert.deepEqual(applying([{ name: pattern }], "a".repeat(100_000)), []);
});
