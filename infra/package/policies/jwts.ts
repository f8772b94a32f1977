import { type Problem, resourcesOf, type Template } from "../template.ts";
import { down, listOf, resourceIn, textOf } from "../value.ts";

/** JWTs are believed only of a named issuer and for a named audience, by an authorizer that each such route names. */
export function jwtsAreChecked(template: Template): Problem[] {
  const authorizers = resourcesOf(template, "AWS::ApiGatewayV2::Authorizer");
  const checked = new Set(
    authorizers.filter(([, { Properties }]) => Properties.AuthorizerType === "JWT").map(([id]) => id),
  );
  const half = authorizers
    .filter(([id]) => checked.has(id))
    .flatMap(([resource, { Properties }]): Problem[] => {
      const issuer = textOf(down(Properties, "JwtConfiguration", "Issuer") ?? "");
      const audience = audienceOf(down(Properties, "JwtConfiguration", "Audience"));
      if ((issuer === "") === (audience === "")) return [];
      const place = `Properties.JwtConfiguration.${issuer === "" ? "Issuer" : "Audience"}`;
      return [{ resource, place, what: "is blank", cure: "Give jwtIssuer and jwtAudience both, or neither" }];
    });
  const open = resourcesOf(template, "AWS::ApiGatewayV2::Route")
    .filter(([, { Properties }]) => Properties.AuthorizationType === "JWT")
    .filter(([, { Properties }]) => !checked.has(resourceIn(Properties.AuthorizerId) ?? ""))
    .map(([resource]) => ({
      resource,
      place: "Properties.AuthorizerId",
      what: "names no authorizer of this template that checks JWTs",
      cure: "Name JwtApiAuthorizer",
    }));
  return [...half, ...open];
}

/** A list, or a text that is split into one. */
function audienceOf(value: unknown): string {
  const split = listOf(down(value, "Fn::Split"))[1];
  return listOf(split ?? value)
    .map(textOf)
    .join("");
}
