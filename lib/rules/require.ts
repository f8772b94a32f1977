import * as z from "zod";
import { got } from "./wording.ts";

/** What must hold beside `when` before a rule may act, and is waited for. */
export const Require = z
  .strictObject(
    {
      /** The name of a calendar that must be open. */
      calendar: z.string().min(1, { error: "expected the name of a calendar" }).exactOptional(),
      approvals: z.unknown().exactOptional(),
    },
    {
      error: ({ code, input }) =>
        code === "invalid_type" && input !== undefined ? `expected { calendar: NAME }, got ${got(input)}` : undefined,
    },
  )
  .superRefine(({ calendar, approvals }, context) => {
    if (approvals !== undefined)
      context.addIssue({
        code: "custom",
        path: ["approvals"],
        message: "`approvals` cannot be asked for by this version: only `calendar` can",
      });
    else if (calendar === undefined && context.issues.length === 0)
      context.addIssue({ code: "custom", message: "expected { calendar: NAME }" });
  })
  .transform(({ calendar }) => ({ ...(calendar !== undefined && { calendar }) }));
export type Require = z.infer<typeof Require>;
