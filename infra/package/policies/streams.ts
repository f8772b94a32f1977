import { type Problem, resourcesOf, type Template } from "../template.ts";
import { down, listOf } from "../value.ts";

/** What a stream's way to a function must have, so that one bad record holds up nothing and is not lost. */
const needed: readonly { keys: readonly [string, ...string[]]; isFine: (value: unknown) => boolean; cure: string }[] = [
  {
    keys: ["FilterCriteria", "Filters"],
    isFine: (filters) => listOf(filters).length > 0,
    cure: "Filter the records: each that is not wanted costs an invocation",
  },
  {
    keys: ["BisectBatchOnFunctionError"],
    isFine: (bisects) => bisects === true,
    cure: "Set it to true: a batch that breaks the function is halved until one record is left",
  },
  {
    keys: ["FunctionResponseTypes"],
    isFine: (types) => listOf(types).includes("ReportBatchItemFailures"),
    cure: "Let the function report which records failed (functionResponseType)",
  },
  {
    keys: ["MaximumRetryAttempts"],
    isFine: (attempts) => Number(attempts) >= 0,
    cure: "Bound it: without it a bad record blocks its shard for a day",
  },
  {
    keys: ["DestinationConfig", "OnFailure", "Destination"],
    isFine: (destination) => destination !== undefined,
    cure: "Name a queue for the records that failed (destinations.onFailure)",
  },
];

/** A record that cannot be worked on fails alone, and somebody finds it. */
export function streamsFailWell(template: Template): Problem[] {
  return resourcesOf(template, "AWS::Lambda::EventSourceMapping").flatMap(([resource, { Properties }]) =>
    needed
      .filter(({ keys, isFine }) => !isFine(down(Properties, ...keys)))
      .map(({ keys, cure }) => ({
        resource,
        place: `Properties.${keys.join(".")}`,
        what: "is missing or not as it must be",
        cure,
      })),
  );
}
