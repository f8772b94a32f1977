import type { Given } from "./given.ts";

type Log = NonNullable<Given["log"]>;

/** The end of the log, behind all sections: where the runner says how the job ended. */
const lastWords = "end";

const mark = /^[ \t]*section_(start|end):(?:\d{1,20}:)?([a-zA-Z0-9_.-]{1,255})(?:\[[^\]]*\])?[ \t]*$/;

/**
 * A log as a runner writes it. In a case a line `section_start:get_sources` or `section_end:get_sources` stands for the
 * marker, which ends with letters that no one can type; the same with GitLab's number in it.
 */
export function runnersLog(log: Log): string {
  const text = typeof log === "string" ? log : sectionsText(log);
  let written = "";
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const [, edge, name] = mark.exec(line) ?? [];
    // No line break of its own: the next line stands behind what clears it.
    written += edge === undefined ? `${line}\n` : `\x1b[0Ksection_${edge}:0:${name}\r\x1b[0K`;
  }
  return written;
}

function sectionsText(sections: Exclude<Log, string>): string {
  return Object.entries(sections)
    .map(([name, lines]) => {
      const text = lines.map((line) => line.replace(/\n$/, "")).join("\n");
      return name === lastWords ? text : `section_start:${name}\n${text}\nsection_end:${name}`;
    })
    .join("\n");
}
