import assert from "node:assert/strict";
import { contract, refusalOf, type Scene } from "./scene.ts";
import { forbidden } from "./words.ts";

// Source: docs.gitlab.com/api/group_members, /group_protected_environments, /protected_branches, /environments (read 2026-11).

const premium = { twin: { settings: { isPremium: true } } };
const idOf = ({ twin }: Scene, username: string) => twin.world.people.find((one) => one.username === username)?.id;
const groupOf = ({ twin }: Scene, path: string) => twin.world.groups.get(path)?.id;

contract("a group's members are its own, and with /all those of the groups above it", async (scene) => {
  const { twin, get } = scene;
  twin.addGroup({ path: "shop", members: { ada: "owner" } });
  twin.addGroup({ path: "shop/web", members: { ben: "guest", [twin.bot.username]: "guest" } });
  const [ada, ben] = [idOf(scene, "ada"), idOf(scene, "ben")];
  assert.equal((await get(`/groups/shop%2Fweb/members/all/${ada}`)).json.access_level, 50);
  assert.equal((await get(`/groups/${groupOf(scene, "shop/web")}/members/${ben}`)).json.access_level, 10);
  assert.equal((await get(`/groups/SHOP%2FWeb/members/${ben}`)).status, 200);
  assert.deepEqual(refusalOf(await get(`/groups/shop%2Fweb/members/${ada}`)), [404, { message: "404 Not found" }]);
  assert.deepEqual(refusalOf(await get("/groups/nowhere/members/1")), [404, { message: "404 Group Not Found" }]);
});

contract(
  "members of a group above a project are members of it, and those of an invited group up to its role",
  async (scene) => {
    const { twin, get, path, project } = scene;
    twin.addGroup({ path: "shop", members: { ada: "maintainer" } });
    const guests = twin.addGroup({ path: "ops", members: { ben: "owner" } });
    project.invited.set(guests, "developer");
    const levelOf = async (name: string) => (await get(`${path}/members/all/${idOf(scene, name)}`)).json.access_level;
    assert.deepEqual([await levelOf("ada"), await levelOf("ben")], [40, 30]);
    const { namespace, shared_with_groups: shared } = (await get(path)).json;
    assert.deepEqual([namespace.kind, namespace.full_path], ["group", "shop"]);
    assert.deepEqual(
      shared.map((one: { group_full_path: string }) => one.group_full_path),
      ["ops"],
    );
    assert.equal(shared[0].group_access_level, 30);
  },
);

contract(
  "a group's protected environments are for its maintainers, and tell whom they let through",
  async (scene) => {
    const { twin, get } = scene;
    const protectedEnvironments = [{ name: "production", usernames: ["owner"], groups: ["ops"], inheritsGroups: true }];
    twin.addGroup({ path: "ops" });
    twin.addGroup({ path: "shop", protectedEnvironments });
    assert.deepEqual(refusalOf(await get("/groups/shop/protected_environments")), forbidden);
    twin.addGroup({ path: "shop", members: { [twin.bot.username]: "maintainer" } });
    const [rule] = (await get("/groups/shop/protected_environments")).json;
    const grants = rule.deploy_access_levels.map((one: Record<string, unknown>) => [
      one.user_id,
      one.group_id,
      one.group_inheritance_type,
    ]);
    assert.deepEqual(grants, [
      [idOf(scene, "owner"), null, 0],
      [null, groupOf(scene, "ops"), 1],
    ]);
  },
  premium,
);

contract(
  "a branch's protection tells apart who may push and who may merge, by role, person and group",
  async (scene) => {
    const { twin, get, path, project } = scene;
    twin.addGroup({ path: "ops" });
    project.protectedBranches.push({
      name: "main",
      role: "none",
      usernames: ["owner"],
      merge: { role: "developer", groups: ["ops"] },
    });
    const [rule] = (await get(`${path}/protected_branches`)).json;
    const shown = (list: Record<string, unknown>[]) =>
      list.map((one) => [one.user_id ?? one.group_id ?? one.access_level]);
    assert.deepEqual(shown(rule.push_access_levels), [[0], [idOf(scene, "owner")]]);
    assert.deepEqual(shown(rule.merge_access_levels), [[30], [groupOf(scene, "ops")]]);
  },
);

contract("an environment is found by its name, with its tier", async ({ pipeline, get, path }) => {
  pipeline([{ name: "deploy", environment: { name: "eu-west", action: "start", tier: "production" } }]);
  const [found] = (await get(`${path}/environments?name=eu-west`)).json;
  assert.deepEqual([found.name, found.tier, found.state], ["eu-west", "production", "available"]);
  assert.deepEqual((await get(`${path}/environments?name=eu`)).json, []);
});
