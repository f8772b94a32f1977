import { roleLevels } from "../../../core/looked.ts";
import type { Line, Span } from "../../../core/message.ts";
import { instantText } from "../../../core/time.ts";
import { moveSwitch, stopsOf } from "../../switch.ts";
import type { Answer, Commanded, CommandOf, TalkDesk } from "../desk.ts";
import { whoOf } from "../links.ts";
import { findProject } from "./find.ts";
import { no, projectSpan, tooLate } from "./shown.ts";
import type { Sought } from "./sought.ts";

/** What would be stopped: `everything` or `project:ID`. */
interface Meant {
  readonly what: string;
  readonly shown: Span;
}

/** Stops a project in the name of its maintainers, or everything in that of the source's operators. With a reason. */
export const stopIt: CommandOf = async (commanded, desk) => {
  const { said, source } = commanded;
  const meant = await meantBy(commanded, desk);
  if ("no" in meant) return meant.no;
  const { what, shown } = meant;
  const reason = said.reason?.trim() ?? "";
  if (reason === "") return no(["A stop needs a reason: say it behind what is to be stopped."]);
  const stops = await stopsOf(desk.store, source.id);
  if (stops.includes(what)) return stopped(meant, "It was stopped already.");
  if (commanded.isLate) return tooLate;
  if (said.isDry)
    return { message: { tone: "ok", title: [shown, " would be stopped."], lines: [["Nothing was stopped."]] } };
  return await move(commanded, meant, { reason, desk });
};

async function move(
  { ask, person, source }: Commanded,
  meant: Meant,
  { reason, desk }: { readonly reason: string; readonly desk: TalkDesk },
): Promise<Answer> {
  const verbs = [...new Set(desk.actions.map(({ verb }) => verb))];
  const who = `@${person.username} (${whoOf(ask.speaker)})`;
  const moved = await moveSwitch(
    { step: "stop", what: meant.what, who, reason, source: source.id },
    { ...desk, verbs },
  );
  if ("unknown" in moved) return no([`${moved.unknown}. ${moved.cure}`]);
  desk.log.info("switch", { source: source.id, who: whoOf(ask.speaker), step: "stop", stopped: meant.what });
  return stopped(meant, `In force from ${instantText(moved.effectiveAt)}: what was under way by then ends by itself.`);
}

async function meantBy(commanded: Commanded, { settings }: TalkDesk): Promise<Sought<Meant>> {
  const { said, source, person } = commanded;
  const { target } = said;
  if (target?.kind === "everything") {
    const may = settings.operators[source.id]?.includes(person.userId) === true;
    const shown: Span = { strong: "Everything" };
    return may
      ? { what: "everything", shown }
      : { no: no(["Only the operators that the settings name stop everything."]) };
  }
  if (target?.kind !== "project") return { no: no(["Say what to stop: a project by its full path, or everything."]) };
  const found = await findProject(commanded, target);
  if ("no" in found) return found;
  const { project, level } = found;
  const shown = projectSpan(source, project.path);
  if (level < roleLevels.maintainer) return { no: no(["You may not stop ", shown, ": only its Maintainers may."]) };
  return { what: `project:${project.id}`, shown };
}

function stopped({ what, shown }: Meant, when: string): Answer {
  const resume: Line = ["It goes on with ", { code: `penstock resume ${what} --reason "…"` }, "."];
  return { message: { tone: "ok", title: [shown, " is stopped."], lines: [[when], resume] }, isPublic: true };
}
