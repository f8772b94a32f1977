import type { Reply } from "../core/ports.ts";
import { type HookEvent, ResentAnswer } from "./answers/hookevent.ts";
import { replyToFailure } from "./effects.ts";
import { answerValue } from "./http/answerbody.ts";
import type { Http } from "./http/http.ts";

/** How one request to resend ended; as `Reply`, and what the receiver answered GitLab. */
export type Resent =
  | ({ readonly kind: "accepted"; readonly status: number } & Pick<HookEvent, "responseStatus" | "isDelivered">)
  | Exclude<Reply, { readonly kind: "accepted" }>;

/**
 * Asks GitLab once to deliver an event again, which it does before it answers. Never throws.
 *
 * @param pathOf may throw `badRequest`, which is a reply like any other
 */
export async function resend(http: Http, pathOf: () => string): Promise<Resent> {
  let where = "POST";
  try {
    const path = pathOf();
    where = `POST ${path}`;
    const answer = await http.send({ method: "POST", path });
    const { status } = answer;
    const body = answerValue(answer);
    const said = "value" in body ? ResentAnswer.safeParse(body.value).data : undefined;
    if (!said) return { kind: "unknown", message: `${where}: ${status}, but the answer is not about a delivery` };
    return { kind: "accepted", status, ...said };
  } catch (error) {
    return replyToFailure(where, error, { what: "way to resend", since: "17.4" });
  }
}
