import type { Job } from "../state/graph.ts";
import type { Person, Token } from "../state/person.ts";
import type { World } from "../state/world.ts";
import type { Answer } from "./answer.ts";

/** A request as it came in, before anybody looked at who sent it. */
export interface Incoming {
  readonly method: string;
  /** With its query, as it was sent. */
  readonly target: string;
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** `http://host:port` as the sender calls us. */
  readonly origin: string;
}

/** A request whose sender is known. */
export interface Call {
  readonly world: World;
  readonly method: string;
  readonly token: Token;
  readonly person: Person;
  /** The job whose token it is; `null`: a person's. */
  readonly tokenJob: Job | null;
  /** The header that asks for a part of the body. */
  readonly range: string | undefined;
  /** Decoded, by the name that the route gives them. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body's JSON; an empty object where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The address without the query, for links to other pages. */
  readonly address: string;
}

/** At once, or, where something must be sent elsewhere first, later. */
export type Handled = Answer | Promise<Answer>;

export type Handler = (call: Call) => Handled;
