import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type * as z from "zod";
import { caProblem, certificatesIn } from "../edge/ca.ts";
import { Deployment } from "../edge/deployment.ts";
import { type Placing, problemText, readYaml } from "../rules/read.ts";

export type Described = z.infer<typeof Deployment>;

/**
 * What a `penstock.yaml` describes; a source's `ca` is the text of the file that it names. Or everything that is wrong with
 * it, each as `file:line:column: what`.
 *
 * @throws Error with Node's code where there is no such file
 */
export function readDeployment(
  file: string,
): { readonly deployment: Described } | { readonly problems: readonly string[] } {
  const read = readYaml(readFileSync(file, "utf8"), basename(file), Deployment);
  if ("problems" in read) return { problems: read.problems.map(problemText) };
  const problems: string[] = [];
  const sources = read.data.sources.map((source, at) => {
    if (source.ca === undefined) return source;
    const ca = readCa(join(dirname(file), source.ca));
    const problem = ca === undefined ? "cannot be read: name a PEM file beside penstock.yaml" : caProblem(ca);
    if (problem !== undefined) problems.push(placed(read.problemAt, at, problem));
    return { ...source, ca: certificatesIn(ca ?? "") };
  });
  return problems.length > 0 ? { problems } : { deployment: { ...read.data, sources } };
}

function placed(problemAt: Placing, at: number, message: string): string {
  return problemText(problemAt({ path: ["sources", at, "ca"], message }));
}

function readCa(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** What a deployment describes, as the texts of settings: blank where it does not say. */
export interface SettingTexts {
  /** Of all functions. */
  readonly sources: string;
  /** Of the API: who may do what. */
  readonly access: string;
  /** Of chat: where people are. */
  readonly chat: string;
}

export function textsOf({ access, chat, ...sources }: Described): SettingTexts {
  return { sources: JSON.stringify(sources), access: textOf(access), chat: textOf(chat) };
}

function textOf(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(value);
}
