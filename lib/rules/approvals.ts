import * as z from "zod";
import { type Role, roleLevels } from "../core/looked.ts";
import { notEmpty, oneOrMany, Span } from "./fields.ts";
import { got } from "./wording.ts";

const mostApprovals = 20;
const longestName = 255;

const roles = Object.keys(roleLevels) as [Role, ...Role[]];

const Username = z
  .string({ error: ({ input }) => (input === undefined ? undefined : `expected a username, got ${got(input)}`) })
  .min(1, { error: "expected a username" })
  .max(longestName, { error: `expected at most ${longestName} characters` })
  .superRefine((name, context) => {
    const report = (message: string) => context.addIssue({ code: "custom", message });
    if (name.startsWith("@")) report(`a username is written without @: \`${name.slice(1)}\``);
    else if (!/^[\p{L}\p{N}_.-]*$/u.test(name)) report(`expected one person's username, got ${got(name)}: no pattern`);
  });

/** A group by its full path; no pattern. */
export const GroupPath = z
  .string({
    error: ({ input }) => (input === undefined ? undefined : `expected a group's full path, got ${got(input)}`),
  })
  .min(1, { error: "expected a group's full path" })
  .max(longestName, { error: `expected at most ${longestName} characters` })
  .refine((path) => /^([\p{L}\p{N}_.-]+(\/[\p{L}\p{N}_.-]+)*)?$/u.test(path), {
    error: "expected a group's full path, such as platform/release: without wildcards, and no / at its ends",
  });

/**
 * Some people: whoever is all that is said. `role`: at least that role in the project; `user`: one of these usernames;
 * `group`: a member of one of these groups, by their full paths.
 */
const SomePeople = z
  .strictObject({
    role: z.enum(roles, { error: `expected a role: ${roles.join(", ")}` }).exactOptional(),
    user: oneOrMany(Username).exactOptional(),
    group: oneOrMany(GroupPath).exactOptional(),
  })
  .superRefine(notEmpty("expected `role`, `user`, `group` or several of them"));
export type SomePeople = z.infer<typeof SomePeople>;

/** People by any of several descriptions. */
export const FromPeople = oneOrMany(SomePeople);

const countWanted = "expected a whole number of people";

/** So many people must say yes to the very thing that would be played. Whoever may not play it himself cannot let it be played. */
export const Approvals = z.strictObject(
  {
    /** Distinct people. */
    count: z
      .int({ error: ({ input }) => (input === undefined ? undefined : `${countWanted}, got ${got(input)}`) })
      .min(1, { error: "expected at least 1 person" })
      .max(mostApprovals, { error: `expected at most ${mostApprovals} people` }),
    /** Whose approvals count; missing: of everybody who may play the job in GitLab. */
    from: FromPeople.exactOptional(),
    /** Default: true. Neither who wrote the commit nor who owns the pipeline counts. */
    notAuthor: z.boolean().exactOptional(),
    /** How long an approval counts after it was given; default: as long as the gate waits. */
    within: Span.exactOptional(),
  },
  {
    error: ({ code, input }) =>
      code === "invalid_type" && input !== undefined
        ? `expected how many people must approve, e.g. { count: 2 }, got ${got(input)}`
        : undefined,
  },
);
export type Approvals = z.infer<typeof Approvals>;
