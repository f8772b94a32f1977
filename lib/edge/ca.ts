import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { SettingsError } from "../core/errors.ts";

const certificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** What is wrong with the PEM text of a private CA, and its cure; `undefined`: nothing. */
export function caProblem(pem: string): string | undefined {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    return "holds a private key: name a file with the CA's certificate alone, and exchange that key";
  const found = pem.match(certificate) ?? [];
  if (found.length === 0)
    return "holds no certificate: name the PEM file of your CA (it begins with -----BEGIN CERTIFICATE-----)";
  const broken = found.findIndex((one) => !isCertificate(one));
  return broken < 0
    ? undefined
    : `holds a certificate that cannot be read, the ${broken + 1}. in it: copy it again, as a whole`;
}

/** The certificates in a PEM text, without what people write around them: a function's settings have 4 KB in all. */
export function certificatesIn(pem: string): string {
  return (pem.match(certificate) ?? []).join("\n");
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** The private CA that a setting names. @throws SettingsError when it cannot be read or is none */
export function readCaFile(file: string): string {
  const pem = textOf(file);
  const problem = caProblem(pem);
  if (problem !== undefined) throw new SettingsError(`- PENSTOCK_GITLAB_CA_FILE ${problem}`);
  return pem;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SettingsError("- PENSTOCK_GITLAB_CA_FILE cannot be read: set it to the PEM file of your private CA", {
      cause,
    });
  }
}
