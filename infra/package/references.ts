import { nearest } from "../../lib/core/nearest.ts";
import type { Problem, Template } from "./template.ts";
import { callIn, inside, listOf, textOf, walk } from "./value.ts";

/** A name that a template's value speaks of. */
export interface Reference {
  readonly place: string;
  readonly name: string;
  /** For `Fn::GetAtt`, and `${Name.Attribute}` in `Fn::Sub`. */
  readonly attribute?: string;
}

/** What a value refers to: resources, parameters and CloudFormation's own names such as `AWS::Region`. */
export function referencesIn(value: unknown, start = ""): Reference[] {
  return [...walk(value, start)].flatMap(({ place, value: inner }) => {
    const call = callIn(inner);
    const where = call ? inside(place, call.name) : place;
    if (call?.name === "Ref") return [{ place: where, name: textOf(call.argument) }];
    if (call?.name === "Fn::GetAtt") return [named(listOf(call.argument).map(textOf).join("."), where)];
    if (call?.name === "Fn::Sub") return substituted(call.argument, where);
    return [];
  });
}

function named(text: string, place: string): Reference {
  const dot = text.indexOf(".");
  if (dot < 0) return { place, name: text };
  return { place, name: text.slice(0, dot), attribute: text.slice(dot + 1) };
}

function substituted(argument: unknown, place: string): Reference[] {
  const [text, own = {}] = listOf(argument);
  const known = new Set(Object.keys(Object(own)));
  return [...textOf(text).matchAll(/\$\{([^!}][^}]*)\}/g)]
    .map(([, name = ""]) => named(name, place))
    .filter(({ name }) => !known.has(name));
}

/** Names that lead nowhere: resources, parameters and conditions that the template does not have. */
export function danglingNames(template: Template): Problem[] {
  const conditions = Object.keys(template.Conditions);
  const names = [...Object.keys(template.Resources), ...Object.keys(template.Parameters)];
  const unknown = (resource: string, { place, name }: Reference, known: readonly string[]): Problem[] => {
    if (known.includes(name) || name.startsWith("AWS::")) return [];
    const near = nearest(name, known);
    const cure = near ? `Did you mean ${near}?` : "Add it, or take the reference out";
    return [{ resource, place, what: `refers to ${name}, which the template does not have`, cure }];
  };
  const parts = [...Object.entries(template.Resources), ...Object.entries(template.Outputs)];
  return parts.flatMap(([id, part]) => [
    ...referencesIn(part).flatMap((reference) => unknown(id, reference, names)),
    ...conditionsIn(part).flatMap((reference) => unknown(id, reference, conditions)),
    ...(template.Resources[id]?.DependsOn ?? []).flatMap((name) => unknown(id, { place: "DependsOn", name }, names)),
  ]);
}

function conditionsIn(part: unknown): Reference[] {
  return [...walk(part)].flatMap(({ place, value }) => {
    const call = callIn(value);
    if (call?.name === "Fn::If") return [{ place: inside(place, "Fn::If"), name: textOf(listOf(call.argument)[0]) }];
    return place === "Condition" && typeof value === "string" ? [{ place, name: value }] : [];
  });
}

/** Resources that wait for each other, which CloudFormation refuses: at most one such circle. */
export function circles(template: Template): Problem[] {
  const settled = new Set<string>();
  const needs = (id: string): string[] => {
    const resource = template.Resources[id];
    return resource ? [...resource.DependsOn, ...referencesIn(resource.Properties).map(({ name }) => name)] : [];
  };
  const circleFrom = (id: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(id)) return [...way.slice(way.indexOf(id)), id];
    if (settled.has(id)) return undefined;
    for (const next of needs(id)) {
      const circle = circleFrom(next, [...way, id]);
      if (circle) return circle;
    }
    settled.add(id);
    return undefined;
  };
  for (const id of Object.keys(template.Resources)) {
    const circle = circleFrom(id, []);
    const [first] = circle ?? [];
    if (!circle || first === undefined) continue;
    const what = `waits for itself: ${circle.join(" needs ")}`;
    return [{ resource: first, place: "", what, cure: "Take one of these references out" }];
  }
  return [];
}
