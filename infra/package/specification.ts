import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { once } from "../../lib/edge/once.ts";
import { type Fault, type FieldsOf, fieldFaults, unknownName } from "./kinds.ts";
import { danglingNames, referencesIn } from "./references.ts";
import type { Problem, Resource, Template } from "./template.ts";

/** It takes half a second to load. */
const specification = once(loadAwsServiceSpecSync);

/** Where the template breaks AWS's own specification of resources: names, types, what is required, what refers to what. */
export function specificationProblems(template: Template): Problem[] {
  const database = specification();
  const fieldsOf: FieldsOf = (id) => database.get("typeDefinition", id).properties;
  const specOf = (type: string) => database.lookup("resource", "cloudFormationType", "equals", type)[0];
  const allTypes = () => database.all("resource").map(({ cloudFormationType }) => cloudFormationType);
  const faultsOf = ({ Type, Properties }: Resource): Fault[] => {
    const spec = specOf(Type);
    return spec
      ? fieldFaults({ value: Properties, place: "Properties" }, spec.properties, fieldsOf)
      : [unknownName(`${Type} is no type of resource`, "Type", { name: Type, known: allTypes() })];
  };
  const attributeFaults = (part: unknown): Fault[] =>
    referencesIn(part).flatMap(({ place, name, attribute }) => {
      const target = template.Resources[name];
      const spec = target && specOf(target.Type);
      if (!spec || attribute === undefined || attribute in spec.attributes) return [];
      return [
        unknownName(`${name} has no attribute ${attribute}`, place, {
          name: attribute,
          known: Object.keys(spec.attributes),
        }),
      ];
    });
  const parts = [...Object.entries(template.Resources), ...Object.entries(template.Outputs)];
  const faults = parts.flatMap(([id, part]) => {
    const resource = template.Resources[id];
    const found = [...(resource && resource === part ? faultsOf(resource) : []), ...attributeFaults(part)];
    return found.map((fault) => ({ resource: id, ...fault }));
  });
  return [...faults, ...danglingNames(template)];
}
