import { type Licence, licenceOf } from "./licence.ts";
import { type Lock, nameIn } from "./lock.ts";

/** A package as CycloneDX lists it. Source: cyclonedx.org/docs/1.6/json (read 2026-11). */
export interface Component {
  readonly type: "library";
  readonly "bom-ref": string;
  /** The scope of its name, e.g. `@aws-sdk`. */
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly scope: "required";
  /** Of the archive that was installed, as the lock demands it. */
  readonly hashes: readonly { readonly alg: "SHA-512"; readonly content: string }[];
  readonly licenses: readonly Licence[];
  readonly purl: string;
}

/**
 * The package in a folder.
 *
 * @throws Error when the lock does not know it, has no SHA-512 of it, or its licence is not known
 */
export function componentOf(folder: string, lock: Lock): Component {
  const name = nameIn(folder);
  const locked = lock.get(folder);
  if (!locked) throw new Error(`package-lock.json does not know ${folder}: install as it is locked, with npm ci`);
  const { version, license, integrity } = locked;
  const licence = licenceOf(license);
  if (!licence)
    throw new Error(
      `the licence of ${name} ${version} is not known (${license ?? "none is told"}): read it; if it may be shipped, add its id to infra/sbom/licence.ts`,
    );
  const content = sha512In(integrity);
  if (content === undefined) throw new Error(`package-lock.json has no SHA-512 of ${name} ${version}: lock it again`);
  const [scope, bare] = name.startsWith("@") ? name.split("/") : [undefined, name];
  const purl = purlOf(name, version);
  return {
    type: "library",
    "bom-ref": purl,
    ...(scope !== undefined && { group: scope }),
    name: bare ?? name,
    version,
    scope: "required",
    hashes: [{ alg: "SHA-512", content }],
    licenses: [licence],
    purl,
  };
}

/** Source: github.com/package-url/purl-spec, types/npm (read 2026-11). */
function purlOf(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** In hexadecimal digits, from `sha512-…`. */
function sha512In(integrity: string | undefined): string | undefined {
  const base64 = /(?:^|\s)sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity ?? "")?.[1];
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("hex");
}
