import { createHash, createHmac } from "node:crypto";

/** What is planted, by name; each stands nowhere but where it is planted. */
export type Canaries = ReturnType<typeof canariesOf>;
export type CanaryName = keyof Canaries;

/** Canaries of one round, with the look of what they stand for. @param seed gives the same again */
export function canariesOf(seed: number) {
  const bytes = (name: string) => createHmac("sha256", `canary ${seed}`).update(name).digest();
  const hex = (name: string) => bytes(name).toString("hex");
  const id = (name: string) => hex(name).slice(0, 26);
  const token = (name: string) => `glpat-Canary${hex(name).slice(0, 20)}`;
  const part = (name: string) => bytes(name).toString("base64url");
  return {
    signingToken: `whsec_${bytes("signing").toString("base64")}`,
    secretToken: `Canary-hook-${hex("plain")}`,
    actToken: token("act"),
    cleanToken: token("clean"),
    // the routable kind, with dots
    readToken: `${token("read")}.01.0${id("route").slice(0, 8)}`,
    hooksToken: token("hooks"),
    commentToken: token("comment"),
    personToken: token("person"),
    applicationSecret: `gloas-${hex("oauth")}`,
    slackSigning: hex("slack").slice(0, 32),
    commandToken: id("command"),
    chatBotToken: id("bot"),
    buttonKey: `canary-buttons-${hex("buttons")}`,
    apiToken: `canary-api-${hex("api")}`,
    jwt: `eyJhbGciOiJSUzI1NiJ9.eyJ${part("claims")}.${part("signature")}`,
    accessKeyId: `AKIA${hex("key").toUpperCase().slice(0, 16)}`,
    secretAccessKey: bytes("aws").toString("base64").slice(0, 40),
    sessionToken: `canarySession${bytes("session").toString("base64")}`,
    mail: `canary.${id("mail")}@people.example.com`,
    hookVariable: `canary-variable-${hex("hook variable")}`,
    urlPassword: `canaryPassword${hex("url")}`,
    playedValue: `canary-played-${hex("played")}`,
    spokenValue: `canary-spoken-${hex("spoken")}`,
    logToken: `glcbt-64_Canary${hex("log")}`,
  };
}

/**
 * Every spelling that a canary may be found in: as it is, escaped for JSON and for addresses, in hex, and in base64 wherever
 * in a longer text it was encoded.
 */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const shifted = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, 0x20), bytes])
      .toString("base64")
      .slice(shift === 0 ? 0 : 4, -4),
  );
  const based = shifted.flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), bytes.toString("hex"), ...based];
  return [...new Set(forms)];
}

/** Looks for all canaries in a text. */
export type Search = (text: string) => readonly CanaryName[];

/** A value's own part is looked for: behind `glpat-` or `whsec_`, and in a JWT its signature too. */
export function searchFor(canaries: Canaries): Search {
  const wanted = Object.entries(canaries).map(([name, value]) => {
    const own = value.replace(/^(glpat-|gloas-|glcbt-|whsec_|AKIA|eyJ[^.]*\.)/, "");
    const parts = name === "mail" ? [own, own.split("@")[0] ?? own] : [own];
    return { name: name as CanaryName, forms: parts.flatMap(formsOf) };
  });
  return (text) => {
    const small = text.toLowerCase();
    return wanted
      .filter(({ forms }) => forms.some((form) => text.includes(form) || small.includes(form.toLowerCase())))
      .map(({ name }) => name);
  };
}

/** SHA-256 in hex: what may stand for a value. */
export function digestOf(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}
