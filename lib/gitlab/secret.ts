import { createSecretKey, hash, type KeyObject } from "node:crypto";

/** A webhook's secret, made ready once: a key that signs (GitLab 19 and newer) or the digest of a plain token. */
export type Secret =
  | { readonly id: string; readonly kind: "signing"; readonly key: KeyObject }
  | { readonly id: string; readonly kind: "token"; readonly digest: Uint8Array };

const prefix = "whsec_";
const fewestKeyBytes = 16;
const fewestTokenCharacters = 16;

/**
 * Makes a secret ready: one that begins with `whsec_` signs (at least 16 bytes behind it, in strict base64), any other is
 * a plain token (at least 16 printable ASCII characters, no space around it).
 *
 * @returns the secret, or what is wrong with it and its cure; never the value
 */
export function prepareSecret({ id, value }: { id: string; value: string }): Secret | { readonly problem: string } {
  const problem = (text: string) => ({ problem: `webhook secret "${id}" ${text}` });
  if (value.trim() === "") return problem("is blank: set the token that GitLab shows for the hook");
  if (value.trim() !== value) return problem("has white space around it: remove it");
  if (value.startsWith(prefix)) {
    const text = value.slice(prefix.length);
    const bytes = Buffer.from(text, "base64");
    if (bytes.toString("base64") !== text)
      return problem(`is no base64 after "${prefix}": copy the signing token again, as a whole`);
    if (bytes.length < fewestKeyBytes)
      return problem(`is shorter than ${fewestKeyBytes} bytes: let GitLab generate a signing token`);
    return { id, kind: "signing", key: createSecretKey(bytes) };
  }
  if (isMeantToSign(value)) return problem(`has "${prefix}" in it, but not first: copy the signing token alone`);
  if (value.length < fewestTokenCharacters)
    return problem(`is shorter than ${fewestTokenCharacters} characters: use a longer token`);
  if (!/^[\x20-\x7e]+$/.test(value)) return problem("has characters that no header carries: use printable ASCII only");
  return { id, kind: "token", digest: sha256(value) };
}

/** Whether a text was to be a signing token, fit or not: also one in quotes, or behind a name. */
export function isMeantToSign(value: string): boolean {
  return value.toLowerCase().includes(prefix);
}

/** The form in which tokens are compared: of equal length whatever the text. */
export function sha256(text: string): Uint8Array {
  return hash("sha256", text, "buffer");
}
