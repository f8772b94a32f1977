/** One thing that a log is written with, by whom, and as it is written, without the line's end. */
interface Write {
  readonly by: "runner" | "script" | "service";
  readonly text: string;
  readonly isOpen?: true;
}

export const esc = "\x1b";

export function startMark(name: string): string {
  return `section_start:1763629800:${name}\r${esc}[0K`;
}

export function endMark(name: string): string {
  return `section_end:1763629860:${name}\r${esc}[0K`;
}

/** The runner's own words. */
export function own(...lines: string[]): Write[] {
  return lines.map((text) => ({ by: "runner", text: `${text}${esc}[0;m` }));
}

/** What a script, or a tool that the runner starts, prints. */
export function printed(...lines: string[]): Write[] {
  return lines.map((text) => ({ by: "script", text }));
}

export function service(...lines: string[]): Write[] {
  return lines.map((text) => ({ by: "service", text: `${esc}[0;37;1m[service:db] ${text}${esc}[0;m` }));
}

const titles: Record<string, string> = {
  prepare_executor: 'Preparing the "docker" executor',
  prepare_script: "Preparing environment",
  get_sources: "Getting source from Git repository",
  restore_cache: "Restoring cache",
  download_artifacts: "Downloading artifacts",
  after_script: "Running after_script",
  upload_artifacts_on_success: "Uploading artifacts for successful job",
  upload_artifacts_on_failure: "Uploading artifacts for failed job",
  cleanup_file_variables: "Cleaning up project directory and file based variables",
};

/** A section as the runner makes it. */
export function section(name: string, ...inside: Write[]): Write[] {
  const title = titles[name] ?? `Executing "${name}" stage of the job script`;
  return [
    { by: "runner", text: startMark(name), isOpen: true },
    ...own(`${esc}[0K${esc}[36;1m${title}`),
    ...inside,
    { by: "runner", text: endMark(name), isOpen: true },
  ];
}

export function lastWords(text: string): Write[] {
  return text === "Job succeeded" ? own(`${esc}[32;1m${text}`) : own(`${esc}[31;1mERROR: Job failed${text}`);
}

/** What comes before a script. */
export function before(...sources: Write[]): Write[] {
  return [
    ...own(
      `${esc}[0KRunning with gitlab-runner 18.2.0 (0123abcd)`,
      `${esc}[0K  on spot-runner-7 t3st, system ID: s_0123`,
    ),
    ...section("prepare_executor", ...own(`${esc}[0KUsing Docker executor with image node:24 ...`)),
    ...section("prepare_script", ...printed("Running on runner-t3st-project-7-concurrent-0 via host-4...")),
    ...section(
      "get_sources",
      ...printed(`${esc}[32;1mFetching changes with git depth set to 20...${esc}[0;m`),
      ...sources,
    ),
  ];
}

/** What comes after a script that failed. */
export function after(words: string, ...uploads: Write[]): Write[] {
  return [
    ...section("upload_artifacts_on_failure", ...printed(`${esc}[32;1mUploading artifacts...${esc}[0;m`), ...uploads),
    ...section("cleanup_file_variables"),
    ...lastWords(words),
  ];
}

/** A log as runners without `FF_TIMESTAMPS` write it. */
export function plain(...writes: Write[]): string {
  return writes.map(({ text, isOpen }) => (isOpen ? text : `${text}\n`)).join("");
}

const streams = { runner: "00O", script: "01O", service: "0fO" } as const;

/** A log as runners with `FF_TIMESTAMPS` write it. */
export function stamped(...writes: Write[]): string {
  let at = 0;
  const goesOn = new Set<string>();
  const lines = writes.flatMap(({ by, text, isOpen }) =>
    text.split("\n").map((line, index, all) => {
      const stream = streams[by];
      const sign = goesOn.delete(stream) ? "+" : " ";
      if (isOpen && index === all.length - 1) goesOn.add(stream);
      return `2026-11-20T09:30:00.${String(at++ % 1_000_000).padStart(6, "0")}Z ${stream}${sign}${line}\n`;
    }),
  );
  return lines.join("");
}

export const styles = { "plain lines": plain, "stamped lines": stamped } as const;
