import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { bundle, functionEntries } from "../../infra/build/bundle.ts";
import { bomsOf } from "../../infra/sbom/boms.ts";
import { readLock } from "../../infra/sbom/lock.ts";
import type { Tried } from "./stage.ts";

const schemas = join(import.meta.dirname, "node_modules/@cyclonedx/cyclonedx-library/res/schema");

/** Whether CycloneDX's own schema accepts what `npm run sbom` writes. */
export async function judgeBills(): Promise<readonly Tried[]> {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const name of ["spdx", "jsf-0.82", "cryptography-defs"])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  const isBill = ajv.compile(schema("bom-1.6"));
  const boms = bomsOf(await Promise.all(functionEntries().map(bundle)), readLock());
  return [...boms].map(([what, bom]) => {
    if (isBill(bom)) return { what };
    const problem = (isBill.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join("; ");
    return { what, problem };
  });
}

function schema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8"));
}
