import * as z from "zod";
import type { Rulebook } from "../../rules/rulebook.ts";
import { type Api, ApiError } from "../api.ts";
import { Problem } from "../jobs/problem.ts";

/** What stands beside the rules may be of another version: it is compared and printed, not used. */
const Anything = z.record(z.string(), z.unknown());
const Beside = z.object({
  calendars: Anything.optional(),
  failureClasses: Anything.optional(),
  invariants: z.array(z.looseObject({ id: z.string() })).optional(),
  rules: z.array(z.unknown()),
});

const Shown = Beside.extend({
  version: z.int(),
  hash: z.string().optional(),
  setAside: z.array(z.object({ id: z.string(), reason: z.string() })).default([]),
  secondPerson: z.enum(["required", "off"]).optional(),
});

/** A rulebook as the API tells it. */
export interface Book {
  readonly version: number;
  readonly hash?: string;
  /** Missing before the first apply, and where it cannot be read. */
  readonly rulebook?: Rulebook;
  readonly setAside: readonly { readonly id: string; readonly reason: string }[];
  /** Whether rules that delete or play need a second person. */
  readonly secondPerson: "required" | "off";
  /** Why the active one cannot be read. */
  readonly broken?: string;
}

/** The rulebook in an answer, unchecked: the API has checked it. */
export const WholeRules = Beside.transform(({ calendars, failureClasses, invariants, rules }) => {
  const beside = { ...(calendars && { calendars }), ...(failureClasses && { failureClasses }) };
  return { version: 1, ...beside, ...(invariants && { invariants }), rules } as unknown as Rulebook;
});

/** The active rulebook, or why it cannot be read. @throws ApiError */
export async function activeBook(api: Api): Promise<Book> {
  try {
    return bookOf(await api(["rulebook"], Shown));
  } catch (error) {
    const broken = z.object({ version: z.int() }).safeParse(error instanceof ApiError ? error.body : undefined);
    if (!(error instanceof ApiError) || error.code !== "corrupt" || !broken.success) throw error;
    return { version: broken.data.version, setAside: [], secondPerson: "required", broken: error.message };
  }
}

/** Any version of it. @throws ApiError, Problem */
export async function oneBook(api: Api, version: string): Promise<Book> {
  if (!/^[1-9]\d{0,7}$/.test(version)) throw new Problem(`${version} is no version's number: rules list --versions`);
  return bookOf(await api(["rulebook", version], Shown));
}

function bookOf(shown: z.output<typeof Shown>): Book {
  const { version, hash, setAside, secondPerson = "off" } = shown;
  const rulebook = version === 0 ? undefined : WholeRules.parse(shown);
  return { version, ...(hash !== undefined && { hash }), ...(rulebook && { rulebook }), setAside, secondPerson };
}

/** Those of its rules that this version can use. */
export function usableRules({ rulebook, setAside }: Book): Rulebook {
  const aside = new Set(setAside.map(({ id }) => id));
  const { rules = [], ...beside } = rulebook ?? { version: 1 as const };
  return { ...beside, rules: rules.filter((rule, at) => !aside.has(rule?.id ?? `rule-${at + 1}`)) };
}
