import { onlyDoorsArePublic } from "./policies/doors.ts";
import { functionsFit } from "./policies/functions.ts";
import { jwtsAreChecked } from "./policies/jwts.ts";
import { keepsWell } from "./policies/keeping.ts";
import { logsEnd } from "./policies/logs.ts";
import { ownRoles } from "./policies/roles.ts";
import { streamsFailWell } from "./policies/streams.ts";
import { noWildcards } from "./policies/wildcards.ts";
import { circles } from "./references.ts";
import { specificationProblems } from "./specification.ts";
import type { Problem, Template } from "./template.ts";

/** Our own rules for what is deployed, beside AWS's. */
const policies: readonly ((template: Template) => Problem[])[] = [
  ownRoles,
  noWildcards,
  logsEnd,
  keepsWell,
  onlyDoorsArePublic,
  jwtsAreChecked,
  streamsFailWell,
  functionsFit,
];

/** All that is wrong with a template, by AWS's specification and by our policies; empty when it may be deployed. */
export function check(template: Template): Problem[] {
  return [...specificationProblems(template), ...circles(template), ...policies.flatMap((policy) => policy(template))];
}
