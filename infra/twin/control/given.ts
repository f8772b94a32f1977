import * as z from "zod";
import { nearest } from "../../../lib/core/nearest.ts";

// Reads what people send to the control. Every error is a sentence that names the field.

/** Something that cannot be done as it was asked; the message says why. */
export class ControlError extends Error {}

/** @throws ControlError that names the first field that does not fit */
export function readGiven<T>(schema: z.ZodType<T>, body: string): T {
  const read = schema.safeParse(parse(body));
  if (read.success) return read.data;
  const { issues } = read.error;
  // a misspelt field explains the one that is missing
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  throw new ControlError(issue ? issueText(issue, schema) : "the body does not fit");
}

function parse(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError("the body is not JSON");
  }
}

function issueText(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const path = issue.path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : `${text}${text && "."}${String(part)}`),
    "",
  );
  if (issue.code !== "unrecognized_keys") return `${path || "the body"}: ${issue.message}`;
  const [key = ""] = issue.keys;
  const known = keysAt(schema, issue.path);
  const near = nearest(key, known);
  const hint = near ? `did you mean ${near}?` : `it knows ${known.join(", ")}`;
  return `${path || "the body"} has no field ${key}: ${hint}`;
}

/** The fields of the object at a path of a schema. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = schema;
  for (const part of path) {
    at = unwrapped(at);
    if (at instanceof z.ZodArray) at = at.element;
    else if (at instanceof z.ZodObject) at = at.shape[String(part)];
  }
  at = unwrapped(at);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodUnion)
    return unwrapped(schema.options.find((one) => unwrapped(one) instanceof z.ZodObject));
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}
