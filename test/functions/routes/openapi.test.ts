import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { openApi } from "../../../functions/api/openapi/document.ts";
import { routes } from "../../../functions/api/routes/index.ts";
import { desk } from "../apiDesk.ts";
import { exampleOf, nameOf, pathOf } from "./examples.ts";

// biome-ignore lint/suspicious/noExplicitAny: what JSON holds is asserted by each test
const document: any = JSON.parse(JSON.stringify(openApi()));
const ajv = new Ajv2020({ strict: false, validateFormats: false });

before(() => {
  ajv.addSchema({ $id: "https://penstock/api", ...document });
});

const pathIn = (path: string) => `/api/{source}${path.replaceAll(/:(\w+)(\{[^}]*\})?/g, "{$1}")}`;
const pointer = (...parts: string[]) => parts.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
const operationOf = (route: (typeof routes)[number]) => document.paths[pathIn(route.path)][route.method.toLowerCase()];

/** What is wrong with a value by the schema at a place of the document. */
function faults(value: unknown, ...place: string[]): string {
  const isFine = ajv.validate(`https://penstock/api#/${pointer(...place)}`, value);
  return isFine ? "" : ajv.errorsText();
}

test("docs/openapi.json is what the API says of itself: npm run docs writes it", async () => {
  const written = JSON.parse(readFileSync(join(import.meta.dirname, "../../../docs/openapi.json"), "utf8"));
  assert.deepEqual(written, document);
  const { status, body } = await desk().ask("/api/openapi.json");
  assert.deepEqual([status, body], [200, document]);
});

test("the document is for those alone whom the API knows, and is read only", async () => {
  assert.equal((await desk().ask("/api/openapi.json", { arn: null })).status, 401);
  const { status, headers } = await desk().ask("/api/openapi.json", { method: "PUT" });
  assert.deepEqual([status, headers.allow], [405, "GET, HEAD"]);
});

test("it is OpenAPI 3.1: every reference leads somewhere, every schema is one, every parameter is in its path", () => {
  assert.equal(document.openapi, "3.1.0");
  for (const [, reference = ""] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    const found = reference.split("/").reduce((one, part) => one?.[part], document);
    assert.ok(found, reference);
  }
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    assert.match(name, /^[\w.-]+$/);
    assert.ok(ajv.validateSchema(schema as object), `${name}: ${ajv.errorsText()}`);
  }
  for (const name of Object.keys(document.components.responses)) assert.match(name, /^[\w.-]+$/);
  for (const [path, operations] of Object.entries<object>(document.paths))
    for (const one of Object.values(operations)) {
      const inPath = one.parameters.filter((part: { in: string }) => part.in === "path");
      assert.deepEqual(
        inPath.map(({ name }: { name: string }) => `{${name}}`),
        path.match(/\{\w+\}/g),
      );
      for (const { name, schema } of one.parameters) assert.ok(ajv.validateSchema(schema), name);
    }
});

test("every operation has an id of its own, a summary, a tag, and says what it is answered", () => {
  const ids = routes.map((route) => operationOf(route).operationId);
  assert.equal(new Set(ids).size, routes.length);
  for (const route of routes) {
    const { summary, tags, responses, security } = operationOf(route);
    assert.ok(summary && tags.length === 1 && security.length === 3, nameOf(route));
    for (const status of [...(route.statuses ?? [200]), 401, 403, 404, 405, 500, 503])
      assert.ok(responses[status], `${nameOf(route)} ${status}`);
  }
});

describe("the document says the same as the API:", () => {
  for (const route of routes)
    test(nameOf(route), async () => {
      const example = exampleOf(route);
      const place = ["paths", pathIn(route.path), route.method.toLowerCase()];
      const inBody = [...place, "requestBody", "content", "application/json", "schema"];
      if (example.body) {
        assert.equal(faults(example.body, ...inBody), "");
        assert.notEqual(faults({ ...example.body, nobodyKnows: 1 }, ...inBody), "");
      }
      const known = operationOf(route).parameters.flatMap((one: { in: string; name: string }) =>
        one.in === "query" ? [one.name] : [],
      );
      for (const name of new URLSearchParams(example.query).keys()) assert.ok(known.includes(name), name);
      const { status, body } = await desk().ask(pathOf(route, example), {
        method: route.method,
        ...(example.query !== undefined && { query: example.query }),
        ...(example.body && { body: example.body }),
        headers: { ...(route.follows && { "if-match": '"0"' }), "x-gitlab-token": "glpat-x" },
      });
      const response = operationOf(route).responses[String(status)];
      assert.ok(response, `the document does not know that it is answered ${status} ${body.error?.code}`);
      const told = response.$ref
        ? ["components", "responses", response.$ref.split("/").at(-1)]
        : [...place, "responses", String(status)];
      if (body.error) assert.match(response.$ref, new RegExp(`\\.${body.error.code}(\\.|$)`));
      assert.equal(faults(body, ...told, "content", "application/json", "schema"), "");
    });
});
