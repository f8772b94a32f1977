import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Route } from "../../../functions/api/route.ts";
import { routes } from "../../../functions/api/routes/index.ts";
import { scopes } from "../../../lib/edge/access.ts";
import { type Asked, desk } from "../apiDesk.ts";
import { type Example, exampleOf, nameOf, pathOf } from "./examples.ts";

const methods = ["GET", "PUT", "POST", "DELETE"];

/** A request as the example says, with what a test changes. */
function ask(route: Route, changes: Partial<Example> = {}, more: Partial<Asked> = {}) {
  const example = { ...exampleOf(route), ...changes };
  const { query, body } = example;
  const headers = { ...(route.follows && { "if-match": '"0"' }), "x-gitlab-token": "glpat-of-somebody" };
  const asked = {
    method: route.method,
    ...(query !== undefined && { query }),
    ...(body && { body }),
    headers,
    ...more,
  };
  return desk().ask(pathOf(route, example), asked);
}

/** A word with two letters swapped: near enough to be meant. */
const misspelt = (word: string) => word.replace(/^(.)(.)/, "$2$1");

for (const route of routes)
  describe(nameOf(route), () => {
    test("says what it is for and who may ask", () => {
      assert.match(route.summary, /^[A-Z].{10,}[^.]$/);
      const wanted = [route.scope].flat();
      assert.ok(wanted.length > 0 && wanted.every((scope) => scopes.includes(scope)), wanted.join());
      // What changes nothing is what may be read; who may move gates may see them.
      const reads = route.method === "GET" || route.path === "/explain";
      assert.equal(wanted.includes("read"), reads);
    });

    test("is answered when it is asked as its example says: nothing is wrong with the request", async () => {
      const { status, body } = await ask(route);
      const code = body.error?.code ?? "";
      assert.ok(!/^(bad(Body|Query|Gate|Hold|Keep)|noRoute|wrongMethod|noVersion|badVersion|broken)$/.test(code), code);
      assert.ok((status ?? 0) < 500 || code === "noGitLab", `${status} ${code}`);
    });

    const { body, query } = exampleOf(route);
    if (body)
      test("takes no body with a key that nobody knows, and names the one that was meant", async () => {
        const [key = "", value] = Object.entries(body).at(-1) ?? [];
        const { status, body: said } = await ask(route, { body: { ...body, [misspelt(key)]: value } });
        assert.deepEqual([status, said.error.code], [400, "badBody"]);
        assert.match(said.error.message, new RegExp(`unknown key \`${misspelt(key)}\`.*did you mean \`${key}\``));
      });
    else
      test("has no body to read", () => {
        assert.equal(route.body, undefined);
      });

    if (route.query)
      test("takes no query with a parameter that nobody knows", async () => {
        const { status, body: said } = await ask(route, { query: `${query ?? ""}&nobody-knows=1` });
        assert.deepEqual([status, said.error.code], [400, "badQuery"]);
        assert.match(said.error.message, /unknown key `nobody-knows`/);
      });

    if (route.follows)
      test("is refused without the version that it follows", async () => {
        const { status, body: said } = await ask(route, {}, { headers: {} });
        assert.deepEqual([status, said.error.code], [428, "noVersion"]);
      });

    if (route.byPerson)
      test("is refused where nobody knows which person says so", async () => {
        const { status, body: said } = await ask(route, {}, { headers: {} });
        assert.deepEqual([status, said.error.code], [401, "noPerson"]);
      });

    test("is refused with another method, and told which there are", async () => {
      const there = routes.filter((one) => matching(one, route)).map(({ method }) => method);
      const method = methods.find((one) => !there.includes(one as Route["method"]));
      if (method === undefined) return;
      const { status, headers, body: said } = await ask(route, {}, { method });
      assert.deepEqual([status, said.error.code], [405, "wrongMethod"]);
      const allowed = String(headers.allow).split(", ");
      assert.deepEqual(new Set(allowed.filter((one) => one !== "HEAD")), new Set(there));
    });

    test("is not there below a source that is not", async () => {
      const { status, body: said } = await desk().ask(pathOf(route, exampleOf(route), "nowhere"), {
        method: route.method,
        ...(body && { body }),
      });
      assert.deepEqual([status, said.error.code], [404, "noSource"]);
    });

    test("is asked by nobody whom we do not know", async () => {
      const { status, body: said } = await ask(route, {}, { arn: null });
      assert.deepEqual([status, said.error.code], [401, "unauthorized"]);
    });
  });

/** Whether a route's path takes the other one's example. */
function matching(one: Route, other: Route): boolean {
  const pattern = one.path.replaceAll(/:\w+\{\.\+\}/g, ".+").replaceAll(/:\w+/g, "[^/]+");
  return new RegExp(`^/api/gitlab${pattern}$`).test(pathOf(other, exampleOf(other)));
}

test("what no route leads to is not there", async () => {
  for (const path of [
    "/api/gitlab/rulebooks",
    "/api/gitlab",
    "/api/gitlab/holds/42",
    "/api/gitlab/switch/everything",
  ]) {
    const { status, body } = await desk().ask(path);
    assert.deepEqual([status, body.error.code], [404, "noRoute"], path);
  }
  assert.equal((await desk().ask("/elsewhere")).status, 404);
});

test("no two routes are the same", () => {
  assert.equal(new Set(routes.map(nameOf)).size, routes.length);
});
