import type { Template } from "./template.ts";
import { isRecord, listOf, walk } from "./value.ts";

/** A statement of some policy that allows something. */
export interface Statement {
  readonly resource: string;
  readonly place: string;
  readonly actions: readonly unknown[];
  readonly resources: readonly unknown[];
  readonly principal: unknown;
  /** It allows all but what it names. */
  readonly inverted: boolean;
}

/** Every allowing statement of the template, in whatever policy. What only denies takes nothing, so it is left out. */
export function allowances(template: Template): Statement[] {
  return Object.entries(template.Resources).flatMap(([resource, { Properties }]) =>
    [...walk(Properties, "Properties")].flatMap(({ place, value }) => {
      if (!isRecord(value) || value.Effect !== "Allow") return [];
      return [
        {
          resource,
          place,
          actions: listOf(value.Action),
          resources: listOf(value.Resource),
          principal: value.Principal,
          inverted: ["NotAction", "NotResource", "NotPrincipal"].some((name) => name in value),
        },
      ];
    }),
  );
}
