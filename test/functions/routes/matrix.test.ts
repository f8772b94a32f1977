import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Route } from "../../../functions/api/route.ts";
import { routes } from "../../../functions/api/routes/index.ts";
import { scopes } from "../../../lib/edge/access.ts";
import { type Asked, alice } from "../apiDesk.ts";
import { claimsOf, office } from "./credentials.ts";
import { exampleOf, nameOf, pathOf } from "./examples.ts";

// Every route x every scope x one's own source, another one, and one that is not there; by IAM and by JWT.

const person = { userId: 7, username: "ada" };

function asked(route: Route, source: string): Asked {
  const { query, body } = exampleOf(route, source);
  return {
    method: route.method,
    ...(query !== undefined && { query }),
    ...(body && { body }),
    headers: { "if-match": '"0"', "x-gitlab-token": "glpat-of-ada" },
  };
}

const groups = { groups_direct: "[shop/leads platform]" };
const ways = {
  "an IAM user": {
    who: alice,
    send: (desk: ReturnType<typeof office>, path: string, more: Asked) => desk.ask(path, more),
  },
  "a person with a JWT": {
    who: { issuer: "https://one.example.com", subject: "7" },
    send: (desk: ReturnType<typeof office>, path: string, more: Asked) =>
      desk.askByJwt(path, claimsOf("one", 7, groups), more),
  },
  "a member of a group": {
    who: { issuer: "https://one.example.com", group: "shop/leads" },
    send: (desk: ReturnType<typeof office>, path: string, more: Asked) =>
      desk.askByJwt(path, claimsOf("one", 7, groups), more),
  },
} as const;

for (const [name, { who, send }] of Object.entries(ways))
  describe(name, () => {
    for (const route of routes)
      test(`${nameOf(route)}: with each scope alone, in the own source, another one and none`, async () => {
        const personBehind = async () => person;
        for (const scope of scopes) {
          const desk = office({ personBehind, access: [{ who, sources: ["one"], scopes: [scope] }] });
          const [mine, theirs, nobodys] = await Promise.all(
            ["one", "two", "three"].map((source) =>
              send(desk, pathOf(route, exampleOf(route, source), source), asked(route, source)),
            ),
          );
          const may = [route.scope].flat().includes(scope);
          assert.equal(mine?.body?.error?.code === "noScope", !may, `${scope}: ${mine?.status} ${mine?.text}`);
          if (!may) {
            assert.equal(mine?.status, 403);
            for (const wanted of [route.scope].flat()) assert.ok(mine?.body.error.message.includes(wanted));
          }
          assert.deepEqual(theirs, nobodys);
          assert.deepEqual([theirs?.status, theirs?.body.error.code], [404, "noSource"]);
        }
      });
  });

test("what does not exist below a source that one may not reach is told like the source that is not there", async () => {
  const desk = office({ access: [{ who: alice, sources: ["one"], scopes: [...scopes] }] });
  for (const [path, method] of [
    ["/api/two/nothing", "GET"],
    ["/api/two/switch", "DELETE"],
    ["/api/two", "GET"],
    ["/api/two/tasks/one%2F42%2Fjob:1%2Fretry", "GET"],
  ] as const) {
    const theirs = await desk.ask(path, { method });
    const nobodys = await desk.ask(path.replace("two", "three"), { method });
    assert.deepEqual([theirs.status, theirs.body.error.code], [404, "noSource"]);
    assert.deepEqual(theirs, nobodys);
  }
});
