import * as z from "zod";
import { readJson } from "../../lib/gitlab/json.ts";
import { validate } from "../../lib/rules/validate.ts";
import { refuse } from "./refusal.ts";

/** One file of rules may fill the whole body; nothing that we read is deep or has many keys. */
const limits = { depth: 8, keysPerObject: 100, stringBytes: Number.POSITIVE_INFINITY };

type Read<T> = { readonly data: T } | { readonly refused: Response };

/** A body that is what the schema says, or why not: an unknown key with the nearest known one. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>, bounds = limits): Promise<Read<T>> {
  const json = readJson(new Uint8Array(await request.arrayBuffer()), bounds);
  if ("problem" in json) return { refused: refuse("badBody", { message: json.problem }) };
  return fitting(schema, json.value, "badBody");
}

/** The version in `If-Match`, which the request follows, or why there is none. */
export function seenVersion(request: Request): { readonly version: number } | { readonly refused: Response } {
  const seen = request.headers.get("if-match");
  if (seen === null) return { refused: refuse("noVersion") };
  const [, version] = /^"(0|[1-9]\d{0,8})"$/.exec(seen) ?? [];
  return version === undefined ? { refused: refuse("badVersion") } : { version: Number(version) };
}

/** The query's parameters, as strictly, each given once. */
export function readQuery<T>(request: Request, schema: z.ZodType<T>): Read<T> {
  const parameters = [...new URL(request.url).searchParams];
  const names = parameters.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) return { refused: refuse("badQuery", { message: `${twice}: given more than once` }) };
  return fitting(schema, Object.fromEntries(parameters), "badQuery");
}

function fitting<T>(schema: z.ZodType<T>, value: unknown, code: "badBody" | "badQuery"): Read<T> {
  const read = validate(schema, value);
  if ("data" in read) return read;
  const message = read.faults.map((fault) => [...fault.path, fault.message].join(": ")).join("; ");
  return { refused: refuse(code, { message }) };
}

/** How many of a list are wanted. */
export const Limit = z
  .string()
  .regex(/^([1-9]\d{0,2}|1000)$/, { error: "expected a whole number from 1 to 1000" })
  .transform(Number);

/** A number that GitLab gave something. */
export const Id = z
  .string()
  .regex(/^[1-9]\d{0,15}$/, { error: "expected a number" })
  .refine((text) => Number.isSafeInteger(Number(text)), { error: "expected a number below 2^53" })
  .transform(Number);

/** Why somebody does it. */
export const Reason = z
  .string()
  .trim()
  .min(1, { error: "expected some words: they stand in the journal" })
  .max(500, { error: "expected at most 500 characters" });
