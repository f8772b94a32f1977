import type { Job } from "../../../lib/core/job.ts";
import type { GitLab, Reply } from "../../../lib/core/ports.ts";
import { oneByOne } from "../../app/nothingFurther.ts";
import type { Cast } from "./cast.ts";
import { gatedReads } from "./gated.ts";
import { readsOf, settleSeconds } from "./site.ts";

/** How a DELETE can go wrong: lost on its way, answered in vain, executed up to the settle time later, its sender dead. */
export const callMishaps = ["request lost", "answer lost", "late", "answer lost and crash", "late and crash"];
const mishaps = ["crash", ...callMishaps];

/** A GitLab whose DELETE is a step. */
export function deletingGitLab(cast: Cast, scene: { job: () => Job; execute: () => void }) {
  /** Requests that GitLab has not executed yet: until when it will. */
  const late: number[] = [];
  let atTheSocket = 0;

  async function send(actor: string): Promise<Reply> {
    atTheSocket++;
    return cast.step({ actor, what: "DELETE", mishaps }, (way): Reply => {
      atTheSocket--;
      if (way.startsWith("late")) executeLate();
      else if (way !== "request lost") scene.execute();
      if (way.endsWith("and crash")) cast.crash(actor);
      return way === "" ? { kind: "accepted", status: 204 } : { kind: "unknown", message: way };
    });
  }

  function executeLate(): void {
    const until = cast.clock() + settleSeconds * 1000;
    late.push(until);
    void cast.step({ actor: "gitlab", what: "executes the late DELETE" }, () => {
      late.splice(late.indexOf(until), 1);
      scene.execute();
    });
  }

  const none = async (): Promise<Reply> => ({ kind: "rejected", status: 403, message: "nothing but deletes here" });
  return {
    /** As one actor uses it. */
    of: (actor: string): GitLab => ({
      reads: gatedReads(readsOf(scene.job), { cast, actor }),
      writes: {
        retry: none,
        cancel: none,
        play: none,
        keep: none,
        deleteArtifacts: () => send(actor),
        erase: none,
        ...oneByOne,
      },
    }),
    /** Nothing is frozen between its last check and the socket, and GitLab executes nothing later than it may. */
    holdsUpTime: (to: number): boolean => atTheSocket > 0 || late.some((until) => to >= until),
    state: () => [late, atTheSocket],
  };
}
