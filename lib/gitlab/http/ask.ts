import type * as z from "zod";
import { GitLabError } from "../../core/errors.ts";
import type { Page } from "../../core/ports.ts";
import { type Answer, answerValue } from "./answerbody.ts";
import { failure, isTooLarge } from "./errors.ts";
import type { Http } from "./http.ts";
import { nextPage, smallerPage } from "./pages.ts";

/** How an answer's value becomes ours; `undefined`: it is not what was asked for. */
export type Read<T> = (value: unknown) => T | undefined;

/** A schema as a reader. */
export function reader<T>(schema: z.ZodType<T>): Read<T> {
  return (value) => schema.safeParse(value).data;
}

/**
 * Asks for one thing.
 *
 * @throws GitLabError when GitLab cannot be asked; `oddAnswer` when the answer is something else
 */
export async function askOne<T>(http: Http, path: string, read: Read<T>): Promise<T> {
  return readAnswer(path, await http.send({ method: "GET", path }), read);
}

/**
 * Asks for one page of a list. A page of more than 5 MiB comes as smaller ones: GitLab repeats a commit's message in each job.
 *
 * @throws GitLabError as `askOne`
 */
export async function askPage<T>(http: Http, path: string, read: Read<T>): Promise<Page<T>> {
  try {
    return await askPageAt(http, path, read);
  } catch (error) {
    const smaller = isTooLarge(error) ? smallerPage(path) : undefined;
    if (smaller === undefined) throw error;
    return askPage(http, smaller, read);
  }
}

async function askPageAt<T>(http: Http, path: string, read: Read<T>): Promise<Page<T>> {
  const answer = await http.send({ method: "GET", path });
  const values = readAnswer(path, answer, (value) => (Array.isArray(value) ? value : undefined));
  // an empty page is the last one, whatever its link says
  const next = values.length > 0 ? nextPage(http, path, answer) : undefined;
  const items = values.map((value) => read(value) ?? refuse(path, "an item of the list has no id, name or status"));
  return { items, ...(next !== undefined && { next }) };
}

function readAnswer<T>(path: string, answer: Answer, read: Read<T>): T {
  const body = answerValue(answer);
  if ("problem" in body) return refuse(path, body.problem, answer.status);
  return read(body.value) ?? refuse(path, "the answer is not what was asked for", answer.status);
}

/** @throws GitLabError `oddAnswer` */
export function refuse(path: string, what: string, status?: number): never {
  throw failure({ code: "oddAnswer", where: whereOf(path), what, status });
}

/** A GET in words, without its query. */
export function whereOf(path: string): string {
  return `GET ${path.split("?")[0]}`;
}

/** GitLab answers 404 for what is not there and for what the token must not see: `undefined`. */
export async function unlessGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GitLabError && error.code === "notFound") return undefined;
    throw error;
  }
}
