import type { LambdaFunctionURLResult } from "aws-lambda";
import type { HearDesk, TalkDesk } from "../../lib/app/talk/desk.ts";
import type { Ear } from "../../lib/chat/provider.ts";
import type { Press, PressPlace } from "../../lib/core/talk.ts";
import type { Log } from "../../lib/edge/log.ts";
import type { Request } from "../../lib/edge/request.ts";

/** What chat needs of the world. Listening needs the tables alone; answering looks at GitLab, which is loaded when it is first needed. */
export interface ChatWorld extends HearDesk {
  /** How `slack` and `mattermost` are heard; missing: they are not. @throws when their secrets cannot be loaded */
  ear(provider: "slack" | "mattermost"): Promise<Ear | undefined>;
  /**
   * Has the secrets by which a chat is known read anew, since one was refused that may be newer. Missing: they are never
   * new. Never throws. @returns whether they were read
   */
  renewed?(provider: "slack" | "mattermost"): Promise<boolean>;
  /** What a sealed button says; `undefined`: it is not ours, or not of that place and source. */
  open(token: string, where: PressPlace): Promise<Press | undefined>;
  /** Comments of a source's GitLab, and the browser's way to link; each answers whole requests. */
  comment(request: Request, source: string): Promise<LambdaFunctionURLResult>;
  link(request: Request, query: URLSearchParams): Promise<LambdaFunctionURLResult>;
  /** Where a person of a source begins to link, e.g. `https://penstock.example.com/chat/link`; `undefined`: nobody can. */
  linkUrl(source: string): string | undefined;
  /** What answering needs. */
  desk(): Promise<TalkDesk>;
  readonly actions: TalkDesk["actions"];
  readonly sources: readonly string[];
  readonly log: Log;
}
