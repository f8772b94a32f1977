import type { NewJob, NewPipeline } from "../machine/begin.ts";
import type { Leavings } from "../machine/runner.ts";
import type { When } from "../state/jobParts.ts";

// Reads what people type into curl. Every error is a sentence that names the field.

type Fields = Readonly<Record<string, unknown>>;

/** @throws Error in words */
export function readPipeline(body: string): NewPipeline & { readonly project: number | string } {
  const fields = readFields(parse(body), ["project", "ref", "tag", "source", "by", "stages", "jobs"], "a pipeline");
  const { project, jobs } = fields;
  if (typeof project !== "number" && typeof project !== "string") throw new Error("project: give its id or its path");
  if (!Array.isArray(jobs)) throw new Error('jobs: give a list such as [{"name": "build", "stage": "build"}]');
  return {
    project,
    jobs: jobs.map(readJob),
    ...textField(fields, "ref"),
    ...flagField(fields, "tag"),
    ...textField(fields, "source"),
    ...textField(fields, "by"),
    ...(fields.stages !== undefined && { stages: readTexts(fields.stages, "stages") }),
  };
}

const whens: readonly When[] = ["on_success", "on_failure", "always", "manual"];

function readJob(value: unknown, index: number): NewJob {
  const where = `jobs[${index}]`;
  const fields = readFields(value, ["name", "stage", "when", "allowFailure", "tags", "cancelsSlowly"], where);
  const { name, when } = fields;
  if (typeof name !== "string" || name === "") throw new Error(`${where}.name: a job needs a name`);
  const known = whens.find((word) => word === when);
  if (when !== undefined && !known) throw new Error(`${where}.when: give one of ${whens.join(", ")}`);
  return {
    name,
    ...(known && { when: known }),
    ...textField(fields, "stage"),
    ...flagField(fields, "allowFailure"),
    ...flagField(fields, "cancelsSlowly"),
    ...(fields.tags !== undefined && { tags: readTexts(fields.tags, `${where}.tags`) }),
  };
}

/** @throws Error in words */
export function readDeed(body: string): { readonly reason?: string; readonly artifacts?: Leavings } {
  const fields = readFields(parse(body), ["reason", "artifacts"], "a job's end");
  return {
    ...textField(fields, "reason"),
    ...(fields.artifacts !== undefined && { artifacts: readLeavings(fields.artifacts) }),
  };
}

function readLeavings(value: unknown): Leavings {
  const { files, expireInSeconds } = readFields(value, ["files", "expireInSeconds"], "artifacts");
  if (expireInSeconds !== undefined && expireInSeconds !== null && typeof expireInSeconds !== "number")
    throw new Error("artifacts.expireInSeconds: give a number of seconds, or null");
  if (files !== undefined && !Array.isArray(files)) throw new Error("artifacts.files: give a list");
  return {
    ...(files !== undefined && { files: files.map(readFile) }),
    ...(expireInSeconds !== undefined && { expireInSeconds }),
  };
}

function readFile(value: unknown, index: number): { type: string; sizeBytes: number } {
  const where = `artifacts.files[${index}]`;
  const { type, sizeBytes } = readFields(value, ["type", "sizeBytes"], where);
  if (typeof type !== "string" || typeof sizeBytes !== "number") throw new Error(`${where}: give type and sizeBytes`);
  return { type, sizeBytes };
}

function parse(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new Error("the body is not JSON");
  }
}

function readFields(value: unknown, known: readonly string[], where: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${where}: give an object`);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`${where} has no field ${unknown}: it knows ${known.join(", ")}`);
  return { ...value };
}

function textField<K extends string>(fields: Fields, key: K): { [P in K]?: string } {
  const value = fields[key];
  if (value === undefined) return {};
  if (typeof value !== "string") throw new Error(`${key}: give a text`);
  return { [key]: value } as { [P in K]?: string };
}

function flagField<K extends string>(fields: Fields, key: K): { [P in K]?: boolean } {
  const value = fields[key];
  if (value === undefined) return {};
  if (typeof value !== "boolean") throw new Error(`${key}: give true or false`);
  return { [key]: value } as { [P in K]?: boolean };
}

function readTexts(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== "string"))
    throw new Error(`${where}: give a list of texts`);
  return value;
}
