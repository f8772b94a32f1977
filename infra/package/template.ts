import * as z from "zod";

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string().transform((name) => [name]), z.array(z.string())]).default([]),
  Condition: z.string().exactOptional(),
  DeletionPolicy: z.string().exactOptional(),
  UpdateReplacePolicy: z.string().exactOptional(),
});
export type Resource = z.infer<typeof Resource>;

const Section = z.record(z.string(), z.unknown()).default({});

/** A CloudFormation template, as far as it is judged here. */
export const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Conditions: Section,
  Outputs: Section,
  Parameters: Section,
});
export type Template = z.infer<typeof Template>;

/** One thing that is wrong with what would be deployed. */
export interface Problem {
  /** The resource's logical id, or the file. */
  readonly resource: string;
  /** Where in it, e.g. `Properties.KeySchema.0.KeyType`; empty for all of it. */
  readonly place: string;
  readonly what: string;
  readonly cure: string;
}

/** `TasksTable Properties.KeySchema: is missing. Add it`, as `npm run package` lists it. */
export function problemText({ resource, place, what, cure }: Problem): string {
  return `${place === "" ? resource : `${resource} ${place}`}: ${what}. ${cure}`;
}

/** The resources of one type, each with its logical id. */
export function resourcesOf(template: Template, type: string): [string, Resource][] {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}
