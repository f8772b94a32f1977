import { createHash } from "node:crypto";
import { type Component, componentOf } from "./component.ts";
import type { Licence } from "./licence.ts";
import { folderOf, type Lock, needsOf } from "./lock.ts";

/** What a bill is about. */
interface Subject {
  readonly type: "application";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly licenses: readonly Licence[];
}

/** A bill of materials, CycloneDX 1.6. It has no time in it: the same commit gives the same bytes. */
export interface Bom {
  readonly $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json";
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  /** Made of what is in the bill, so that equal bills are one, and another is another. */
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly lifecycles: readonly [{ readonly phase: "build" }]; readonly component: Subject };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly compositions: readonly [{ readonly aggregate: "complete"; readonly assemblies: readonly string[] }];
}

/** What shall be listed. */
export interface Listed {
  /** E.g. `penstock-webhook`. */
  readonly name: string;
  readonly description: string;
  /** The sources that are in it, from the project's root. */
  readonly sources: readonly string[];
}

/**
 * The bill of a bundle: the packages of which something is in it, and no other.
 *
 * @throws Error as `componentOf`
 */
export function bomOf({ name, description, sources }: Listed, lock: Lock): Bom {
  const folders = [...new Set(sources.flatMap((source) => folderOf(source) ?? []))].toSorted();
  const { version = "0" } = lock.get("") ?? {};
  const subject: Subject = {
    type: "application",
    "bom-ref": `${name}@${version}`,
    name,
    version,
    description,
    licenses: [{ license: { id: "MIT" } }],
  };
  // two folders may hold the same package
  const components = new Map<string, Component>();
  const needs = new Map([[subject["bom-ref"], new Set<string>()]]);
  const refs = new Map([["", subject["bom-ref"]]]);
  for (const folder of folders) {
    const component = componentOf(folder, lock);
    const { "bom-ref": ref } = component;
    refs.set(folder, ref);
    components.set(ref, component);
    needs.set(ref, new Set());
  }
  for (const [folder, ref] of refs)
    for (const need of neededIn(folder, refs, lock)) needs.get(ref)?.add(refs.get(need) ?? "");
  const content = {
    metadata: { lifecycles: [{ phase: "build" }], component: subject },
    components: [...components.values()],
    dependencies: [...needs].map(([ref, all]) => ({ ref, dependsOn: [...all].toSorted() })),
    compositions: [{ aggregate: "complete", assemblies: [subject["bom-ref"]] }],
  } satisfies Partial<Bom>;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialOf(JSON.stringify(content)),
    version: 1,
    ...(content as Pick<Bom, keyof typeof content>),
  };
}

/** What of the bundle a package needs, also through one of which nothing was left in the bundle. */
function neededIn(
  folder: string,
  inBundle: ReadonlyMap<string, unknown>,
  lock: Lock,
  passed: ReadonlySet<string> = new Set(),
): string[] {
  return needsOf(folder, lock).flatMap((need) => {
    if (inBundle.has(need)) return [need];
    return passed.has(need) ? [] : neededIn(need, inBundle, lock, new Set([...passed, need]));
  });
}

/** A UUID of the kind that everybody may fill as they like. Source: RFC 9562, 5.8. */
function serialOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  const variant = "89ab"[Number.parseInt(digits[16] ?? "0", 16) % 4];
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `8${digits.slice(13, 16)}`];
  return `urn:uuid:${[...parts, `${variant}${digits.slice(17, 20)}`, digits.slice(20, 32)].join("-")}`;
}
