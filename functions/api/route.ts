import type * as z from "zod";
import type { Scope } from "../../lib/edge/access.ts";
import type { ApiWorld } from "../world/api.ts";
import type { Credential } from "./access.ts";
import type { AnswerName } from "./openapi/answers.ts";
import type { Refusal } from "./refusal.ts";

/** A request that has come through: its sender is known, and may do this in this source. */
export interface Asked {
  readonly request: Request;
  readonly source: string;
  /** What the journal calls the sender. */
  readonly who: string;
  readonly credential: Credential;
  readonly world: ApiWorld;
}

/** One way to ask, as data: the router and the OpenAPI document are made from it. */
export interface Route<Name extends string = string> {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Below `/api/{source}`, as the router takes it: `:name` is a part, `:name{.+}` the whole rest. */
  readonly path: string;
  readonly summary: string;
  /** Any of them is enough. */
  readonly scope: Scope | readonly Scope[];
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Whether `If-Match` must name the version that the request follows. */
  readonly follows?: true;
  /** A person in GitLab must speak: `X-GitLab-Token`, or a JWT of that GitLab. */
  readonly byPerson?: true;
  /** A person may say who they are, in the same way. */
  readonly mayBePerson?: true;
  readonly answer: AnswerName;
  /** Default: 200. */
  readonly statuses?: readonly number[];
  /** Beside those that every route has. */
  readonly refusals: readonly Refusal[];
  run(asked: Asked, params: Readonly<Record<Name, string>>): Promise<Response>;
}

type NamesIn<Path extends string> = Path extends `${string}/:${infer Part}/${infer Rest}`
  ? NameOf<Part> | NamesIn<`/${Rest}`>
  : Path extends `${string}/:${infer Part}`
    ? NameOf<Part>
    : never;
type NameOf<Part extends string> = Part extends `${infer Name}{${string}` ? Name : Part;

/** A route whose handler gets the parts that its path names, and no others. */
export function route<const Path extends string>(one: Route<NamesIn<Path>> & { readonly path: Path }): Route {
  return one;
}
