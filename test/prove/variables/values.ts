import { below, pick, type Random } from "../../fuzz/random.ts";

/** Stands in every value that a refusal must not show. */
export const canary = "Zq7xW";

const hostile: readonly ((text: string) => string)[] = [
  (text) => `$${text}`,
  (text) => `\${${text}}`,
  (text) => `$(${text})`,
  (text) => `%${text}%`,
  (text) => `${text}\n`,
  (text) => `v1\n${text}`,
  (text) => `${text}\r`,
  (text) => `${text}\0`,
  (text) => `${text}\u0085`,
  (text) => `${text}\u2028x`,
  (text) => `${text}\u007f`,
  (text) => `${text}\u001b[31m`,
  (text) => text + "x".repeat(1_025),
  (text) => `${text}; rm -rf /`,
  (text) => `{{ ref }}${text}`,
  (text) => `\u202e${text}`,
  (text) => `\ud800${text}`,
  (text) => `\uff45\uff55${text}`,
  (text) => text,
  (text) => `v1.2${text}`,
];

/** A value that somebody would like to smuggle. */
export function drawHostile(random: Random): string {
  return pick(random, hostile)(canary + below(random, 10));
}

/** What a rule may allow to be given, and whether a value is of that, told apart from the product's own code. */
export const allowances = [
  { says: ["eu", "us"], takes: ["eu", "us"], is: (value: string) => value === "eu" || value === "us" },
  { says: { oneOf: ["fast"], required: true }, takes: ["fast"], is: (value: string) => value === "fast" },
  {
    says: { matches: "v[0-9.]+" },
    takes: ["v1.2.3", "v0"],
    is: (value: string) => /^v[0-9.]+$/.test(value) && !value.includes("\n"),
  },
  { says: { matches: "(?s).*" }, takes: ["anything at all", ""], is: () => true },
  { says: { matches: "a|b" }, takes: ["a", "b"], is: (value: string) => value === "a" || value === "b" },
] as const;

/** Whether GitLab, a runner or a shell makes something else of a value than what stands there. */
export function isRisky(value: string): boolean {
  return value.length > 1_024 || [...value].some((sign) => "$%\u2028\u2029\u0085\u007f".includes(sign) || sign < " ");
}
