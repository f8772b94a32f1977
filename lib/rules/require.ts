import * as z from "zod";
import { got } from "./wording.ts";

const wanted = "expected { calendar: NAME }, or { plan: true } of a rule that deletes";

/** What must hold beside `when` before a rule may act, and is waited for. */
export const Require = z
  .strictObject(
    {
      /** The name of a calendar that must be open. */
      calendar: z.string().min(1, { error: "expected the name of a calendar" }).exactOptional(),
      /** Of deletes: a person must have approved a plan that lists the job. */
      plan: z.literal(true, { error: "expected `plan: true`, or nothing" }).exactOptional(),
      approvals: z.unknown().exactOptional(),
    },
    {
      error: ({ code, input }) =>
        code === "invalid_type" && input !== undefined ? `${wanted}, got ${got(input)}` : undefined,
    },
  )
  .superRefine(({ calendar, plan, approvals }, context) => {
    if (approvals !== undefined)
      context.addIssue({
        code: "custom",
        path: ["approvals"],
        message: "`approvals` cannot be asked for by this version: only `calendar` and `plan` can",
      });
    else if (calendar === undefined && plan === undefined && context.issues.length === 0)
      context.addIssue({ code: "custom", message: wanted });
  })
  .transform(({ calendar, plan }) => ({ ...(calendar !== undefined && { calendar }), ...(plan && { plan }) }));
export type Require = z.infer<typeof Require>;
