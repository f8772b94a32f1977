import { type Problem, resourcesOf, type Template } from "../template.ts";
import { down, resourceIn, textOf } from "../value.ts";

/** Every function has a role of its own, which only Lambda may take, with nothing in it that is not written here. */
export function ownRoles(template: Template): Problem[] {
  const roles = resourcesOf(template, "AWS::Lambda::Function").map(([id, { Properties }]) => ({
    id,
    role: resourceIn(Properties.Role),
  }));
  const own = roles.flatMap(({ id, role }): Problem[] => {
    const say = (what: string, cure: string) => [{ resource: id, place: "Properties.Role", what, cure }];
    if (role === undefined || template.Resources[role]?.Type !== "AWS::IAM::Role")
      return say("is no role of this template", "Add one to infra/aws/roles.yml and name it in serverless.yml");
    if (role === "IamRoleLambdaExecution")
      return say("is the tool's default role, which all share", "Name a role of its own in serverless.yml");
    const sharers = roles.filter((other) => other.role === role && other.id !== id).map((other) => other.id);
    if (sharers.length > 0) return say(`is ${role}, as that of ${sharers.join(", ")}`, "Give each its own role");
    const principal = textOf(trusted(template, role));
    if (principal === "lambda.amazonaws.com") return [];
    return say(`is ${role}, which ${principal} may take`, "Let lambda.amazonaws.com alone assume it");
  });
  const managed = resourcesOf(template, "AWS::IAM::Role")
    .filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined)
    .map(([resource]) => ({
      resource,
      place: "Properties.ManagedPolicyArns",
      what: "takes rights that are not written here",
      cure: "Write the few actions that are needed as a statement",
    }));
  return [...own, ...managed];
}

/** Who may take a role; the whole statement list where it is not one service. */
function trusted(template: Template, role: string): unknown {
  const statements = down(template.Resources[role]?.Properties, "AssumeRolePolicyDocument", "Statement");
  const [only, ...others] = Array.isArray(statements) ? statements : [statements];
  return others.length > 0 ? statements : (down(only, "Principal", "Service") ?? only);
}
