import * as z from "zod";
import type { Condition } from "./checks/condition.ts";
import { leaves } from "./checks/leaves.ts";
import { notEmpty } from "./fields.ts";
import { shown } from "./wording.ts";

type Leaves = { readonly [Key in keyof typeof leaves]?: z.output<(typeof leaves)[Key]["schema"]> };

/**
 * What a job must be like. Sibling keys mean *and*, a list of values means *or*; at least one key is there. What each key
 * asks is told where it is defined, in `checks/`.
 */
export interface Conditions extends Leaves {
  readonly all?: readonly Conditions[];
  readonly any?: readonly Conditions[];
  readonly not?: Conditions;
  /** Conditions on the jobs of the pipeline that `where` selects; exactly one of `all`, `any`, `none` is there. */
  readonly jobs?: JobsConditions;
}

export interface JobsConditions {
  readonly where?: Conditions;
  readonly all?: Conditions;
  readonly any?: Conditions;
  readonly none?: Conditions;
}

/** Only a look at a job itself tells these for certain, and there is none at each job of a pipeline. */
export const lookedKeys: readonly (keyof Conditions)[] = [
  "log",
  "exitCode",
  "failureClass",
  "attempt",
  "environment",
  "environmentTier",
  "deployment",
  "when",
  "rank",
  "latest",
  "newest",
  "superseded",
  "protected",
  "by",
  "jobs",
];

const noList = "expected a map of conditions, got a list: several maps stand under `all` or `any`";

const Nested: z.ZodType<Conditions> = z
  .strictObject(
    {
      ...shapeOf(leaves),
      jobs: z.lazy(() => Jobs).exactOptional(),
      all: z.lazy(() => Several).exactOptional(),
      any: z.lazy(() => Several).exactOptional(),
      not: z.lazy(() => Nested).exactOptional(),
    },
    { error: ({ code, input }) => (code === "invalid_type" && Array.isArray(input) ? noList : undefined) },
  )
  .superRefine(notEmpty("expected at least one condition"));

/** Every word of conditions, groups too. */
export const conditionNames: readonly string[] = [...Object.keys(leaves), "jobs", "all", "any", "not"];

const Several = z.array(Nested).min(1, { error: "expected at least one condition" });

const Jobs: z.ZodType<JobsConditions> = z
  .strictObject({
    where: Nested.exactOptional(),
    all: Nested.exactOptional(),
    any: Nested.exactOptional(),
    none: Nested.exactOptional(),
  })
  .superRefine(({ where, ...asked }, context) => {
    if (Object.keys(asked).length !== 1 && context.issues.length === 0)
      context.addIssue({ code: "custom", message: "expected one of `all`, `any` and `none`, beside `where`" });
    for (const [key, inner] of Object.entries({ ...(where && { where }), ...asked }))
      for (const path of lookedPaths(inner, [key]))
        context.addIssue({ code: "custom", path, message: lookedWhy(path) });
  });

function lookedWhy(path: readonly (string | number)[]): string {
  const key = shown(String(path.at(-1)));
  return path.at(-1) === "jobs"
    ? `${key} cannot stand inside \`jobs\``
    : `only a look at the job itself tells ${key}, and inside \`jobs\` there is none: ask for it beside \`jobs\``;
}

/** Where conditions that need a look stand. */
function lookedPaths(conditions: Conditions, path: readonly (string | number)[]): (string | number)[][] {
  const { all = [], any = [], not } = conditions;
  return [
    ...lookedKeys.filter((key) => conditions[key] !== undefined).map((key) => [...path, key]),
    ...all.flatMap((one, at) => lookedPaths(one, [...path, "all", at])),
    ...any.flatMap((one, at) => lookedPaths(one, [...path, "any", at])),
    ...(not ? lookedPaths(not, [...path, "not"]) : []),
  ];
}

type Shape<All extends Readonly<Record<string, Condition>>> = {
  [Key in keyof All]: z.ZodExactOptional<All[Key]["schema"]>;
};

/** Each condition by its key, none of them needed. */
function shapeOf<All extends Readonly<Record<string, Condition>>>(all: All): Shape<All> {
  return Object.fromEntries(
    Object.entries(all).map(([key, { schema }]) => [key, z.exactOptional(schema)]),
  ) as unknown as Shape<All>;
}

const deepest = 8;
const most = 50;

/** The `when` of a rule: groups nest 8 deep, and there are 50 conditions at most. */
export const Conditions = Nested.superRefine((when, context) => {
  const { depth, count } = measure(when);
  if (depth > deepest)
    context.addIssue({ code: "custom", message: `all, any and not are nested ${depth} deep: at most ${deepest}` });
  if (count > most) context.addIssue({ code: "custom", message: `${count} conditions: at most ${most} a rule` });
});

/** How deep the groups nest, and how many conditions there are beside the groups themselves. */
function measure({ all = [], any = [], not, jobs = {}, ...others }: Conditions): { depth: number; count: number } {
  const inner = [...all, ...any, ...(not ? [not] : []), ...Object.values(jobs)].map(measure);
  return {
    depth: inner.length === 0 ? 0 : 1 + Math.max(...inner.map(({ depth }) => depth)),
    count: inner.reduce((sum, { count }) => sum + count, Object.keys(others).length),
  };
}
