import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { type Bundle, bundle, functionEntries } from "../../infra/build/bundle.ts";
import { type Bom, bomOf } from "../../infra/sbom/bom.ts";
import { bomsOf } from "../../infra/sbom/boms.ts";
import { licenceOf } from "../../infra/sbom/licence.ts";
import { type Lock, readLock } from "../../infra/sbom/lock.ts";

const root = join(import.meta.dirname, "../..");
const lock = readLock();
let bundles: readonly Bundle[];
let boms: ReadonlyMap<string, Bom>;

before(async () => {
  bundles = await Promise.all(functionEntries().map(bundle));
  boms = bomsOf(bundles, lock);
});

const fullName = ({ group, name }: { readonly group?: string; readonly name: string }) =>
  group === undefined ? name : `${group}/${name}`;

/** What esbuild says that a bundle is made of, by another way than the bill's. */
function packagesIn({ weight }: Bundle): string[] {
  const parts = [...weight.init, ...weight.lazy].filter(({ bytes }) => bytes > 0).map(({ name }) => name);
  return [...new Set(parts)].filter((name) => existsSync(join(root, "node_modules", name, "package.json"))).toSorted();
}

test("each function's bill lists the packages that its bundle is made of, and no other", () => {
  assert.equal(boms.size, bundles.length + 1);
  for (const one of bundles) {
    const listed = boms.get(`${one.name}.cdx.json`)?.components.map(fullName).toSorted();
    assert.deepEqual(listed, packagesIn(one), one.name);
    assert.ok((listed?.length ?? 0) > 20, one.name);
  }
});

test("the bill of all functions lists what any of them has", () => {
  const all = boms.get("penstock.cdx.json")?.components.map(({ purl }) => purl);
  const each = bundles.flatMap(({ name }) => boms.get(`${name}.cdx.json`)?.components.map(({ purl }) => purl) ?? []);
  assert.deepEqual(all?.toSorted(), [...new Set(each)].toSorted());
});

test("every listed package is installed in that version, with that licence, and is no tool of the development alone", () => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  for (const component of boms.get("penstock.cdx.json")?.components ?? []) {
    const folder = `node_modules/${fullName(component)}`;
    const installed = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const [licence] = component.licenses;
    assert.equal(installed.version, component.version, folder);
    assert.equal(
      licence && ("license" in licence ? licence.license.id : licence.expression),
      installed.license,
      folder,
    );
    assert.notEqual(packages[folder].dev, true, folder);
    assert.match(component.hashes[0]?.content ?? "", /^[0-9a-f]{128}$/, folder);
  }
});

test("every listed package is needed by something that is listed", () => {
  for (const [file, { metadata, dependencies, components }] of boms) {
    const reached = new Set([metadata.component["bom-ref"]]);
    for (const ref of reached)
      for (const need of dependencies.find((one) => one.ref === ref)?.dependsOn ?? []) reached.add(need);
    assert.deepEqual([...reached].slice(1).toSorted(), components.map((one) => one["bom-ref"]).toSorted(), file);
  }
});

test("the same commit has the same bills, and another content has another serial number", async () => {
  const again = bomsOf(await Promise.all(functionEntries().map(bundle)), lock);
  assert.equal(JSON.stringify([...again]), JSON.stringify([...boms]));
  const serials = [...boms.values()].map(({ serialNumber }) => serialNumber);
  assert.equal(new Set(serials).size, serials.length);
  for (const serial of serials)
    assert.match(serial, /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

const sha512 = `sha512-${Buffer.alloc(64, 1).toString("base64")}`;
const zod = { version: "1.0.0", license: "MIT", integrity: sha512, dependencies: {} };
const billOf = (small: Lock, sources = ["lib/core/job.ts", "node_modules/zod/index.js"]) =>
  bomOf({ name: "small", description: "small", sources }, small);

test("a package whose licence is not known stops the bill", () => {
  for (const license of [undefined, "SEE LICENSE IN FILE", "UNLICENSED", "(MIT OR Unknown-1.0)"]) {
    const { license: _, ...rest } = zod;
    const small = new Map([["node_modules/zod", { ...rest, ...(license !== undefined && { license }) }]]);
    assert.throws(() => billOf(small), {
      message: /^the licence of zod 1\.0\.0 is not known .* infra\/sbom\/licence\.ts$/,
    });
  }
  assert.deepEqual(licenceOf("(MIT OR Apache-2.0)"), { expression: "(MIT OR Apache-2.0)" });
});

test("a package that is not locked, or not by its SHA-512, stops the bill", () => {
  assert.throws(() => billOf(new Map()), { message: /does not know node_modules\/zod/ });
  const { integrity: _, ...unlocked } = zod;
  assert.throws(() => billOf(new Map([["node_modules/zod", unlocked]])), { message: /no SHA-512 of zod 1\.0\.0/ });
});

test("a package in two folders is listed once, and what is needed through one that is not in the bundle is told", () => {
  const small: Lock = new Map([
    ["", { ...zod, version: "0.1.0", dependencies: { outer: "1", zod: "1" } }],
    ["node_modules/outer", { ...zod, dependencies: { inner: "1", none: "1" } }],
    ["node_modules/outer/node_modules/inner", { ...zod, dependencies: { zod: "1" } }],
    ["node_modules/outer/node_modules/zod", zod],
    ["node_modules/zod", zod],
  ]);
  const { components, dependencies } = billOf(small, [
    "node_modules/zod/index.js",
    "node_modules/outer/node_modules/zod/index.js",
    "node_modules/outer/index.js",
  ]);
  assert.deepEqual(components.map(({ purl }) => purl).toSorted(), ["pkg:npm/outer@1.0.0", "pkg:npm/zod@1.0.0"]);
  assert.deepEqual(dependencies, [
    { ref: "small@0.1.0", dependsOn: ["pkg:npm/outer@1.0.0", "pkg:npm/zod@1.0.0"] },
    { ref: "pkg:npm/outer@1.0.0", dependsOn: ["pkg:npm/zod@1.0.0"] },
    { ref: "pkg:npm/zod@1.0.0", dependsOn: [] },
  ]);
});
