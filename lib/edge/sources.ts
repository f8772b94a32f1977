import * as z from "zod";
import { leastPerMinute, mostPerMinute } from "../core/throttleSizes.ts";
import { isGitLabUrl } from "./address.ts";

const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, { error: "expected an id of small letters, digits and -, at most 32" });

/** The last part of an SSM parameter's name; the function's role and the stage give the rest. */
const Parameter = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, { error: "expected the name of an SSM parameter: letters, digits, _, . and -" });

const Projects = z
  .array(z.union([z.string().min(1), z.int().min(1)], { error: "expected globs over the full path, or ids" }))
  .min(1, { error: "expected at least one project: a glob over the full path, or an id" });

/** One GitLab that a deployment serves. It holds no secret, only the names under which SSM keeps them. */
export const Source = z.strictObject({
  id: Id,
  url: z.string().refine(isGitLabUrl, { error: "expected an https address such as https://gitlab.example.com" }),
  /** The projects that Penstock may touch; an entry with `!` in front excludes. */
  projects: Projects,
  /**
   * Access tokens. `act` (scope api, Developer) retries, cancels, plays and keeps; `clean` (Maintainer) deletes and
   * `read` (read_api) looks; either is `act` where it is missing. `hooks` (scope api, Maintainer) looks after webhooks and
   * has lost deliveries sent again; without it nobody does.
   */
  tokens: z.strictObject({
    act: Parameter,
    read: Parameter.exactOptional(),
    clean: Parameter.exactOptional(),
    hooks: Parameter.exactOptional(),
  }),
  /**
   * Who vouches for this GitLab instead of the public CAs: in `penstock.yaml` the name of a PEM file beside it, in the
   * setting its text.
   */
  ca: z.string().min(1, { error: "expected the name of a PEM file, beside penstock.yaml" }).exactOptional(),
  /** How many requests may be sent with each token: less than GitLab's own limit. Default: 600. */
  requestsPerMinute: z
    .int({ error: "expected a whole number of requests" })
    .min(leastPerMinute, { error: `expected at least ${leastPerMinute} requests a minute` })
    .max(mostPerMinute, { error: `expected at most ${mostPerMinute} requests a minute` })
    .exactOptional(),
  /** Whether rules that delete, or play where it may be protected, need a second person. Default: `required`. */
  secondPerson: z.enum(["required", "off"], { error: "expected required or off" }).exactOptional(),
  /** Each speaks for its projects, or for all of the source's. */
  webhookSecrets: z
    .array(z.strictObject({ id: Id, parameter: Parameter, projects: Projects.exactOptional() }))
    .min(1, { error: "expected at least one secret: without one nobody could be believed" }),
});
export type Source = z.infer<typeof Source>;

/** What `penstock.yaml` holds of sources, and, as JSON, the setting `PENSTOCK_SOURCES` of deployed functions. */
export const Sources = z
  .strictObject({
    version: z.literal(1, { error: "expected `version: 1`: this version reads no other" }),
    sources: z.array(Source).min(1, { error: "expected at least one source" }),
  })
  .superRefine(({ sources }, context) => {
    sources.forEach(({ id }, at) => {
      if (sources.findIndex((other) => other.id === id) < at)
        context.addIssue({
          code: "custom",
          path: ["sources", at, "id"],
          message: `a second source ${id}: ids are unique`,
        });
    });
  });

/** The sources in the setting `PENSTOCK_SOURCES`; `undefined` where it is not set. */
export function readSources(
  text: string | undefined,
  context: z.RefinementCtx,
): z.infer<typeof Sources>["sources"] | undefined {
  if (text === undefined || text === "") return undefined;
  try {
    const read = Sources.safeParse(JSON.parse(text));
    if (read.success) return read.data.sources;
    for (const { path, message } of read.error.issues)
      context.addIssue({
        code: "custom",
        message: `does not fit: ${path.join(".")}: ${message.replaceAll("\n", "; ")}`,
      });
  } catch {
    context.addIssue({ code: "custom", message: "is no JSON: let npm run build write it from penstock.yaml" });
  }
  return z.NEVER;
}
