import assert from "node:assert/strict";

/** What of a text GitLab reads as text: where code, bold or a link begins or ends, one text ends. Links must be ours. */
function readAsText(text: string, home: string): readonly string[] {
  return text.split("\n").map((line) => {
    const bare = withoutCode(line).replaceAll(/\]\(<([^>]*)>\)/g, (_, link: string) => {
      assert.ok(link.startsWith(`${home}/`), link);
      assert.match(link, /^[\w:/.~%-]+\/-\/(jobs|pipelines|environments)\/\d+$/);
      return "…";
    });
    const links = line.includes(`](<${home}/`) ? bare.replaceAll("[", "…") : bare;
    return links.replaceAll("**", "…");
  });
}

/** By CommonMark's rule, written out anew: code ends at the next run of as many backticks. */
function withoutCode(line: string): string {
  let [shown, at] = ["", 0];
  while (at < line.length) {
    if (line[at] !== "`") {
      shown += line[at++];
      continue;
    }
    let run = at;
    while (line[run] === "`") run++;
    const end = closing(line, run, run - at);
    assert.notEqual(end, undefined, `a backtick closes nothing: ${line}`);
    at = end ?? line.length;
    shown += "…";
  }
  return shown;
}

function closing(line: string, from: number, length: number): number | undefined {
  for (let at = from; at < line.length; ) {
    let run = at;
    while (line[run] === "`") run++;
    if (run - at === length) return run;
    at = run === at ? at + 1 : run;
  }
  return undefined;
}

/** Asserts that GitLab finds nobody, nothing and no order in it. */
export function assertHarmless(text: string, home: string): void {
  assert.ok(text.length <= 10_000, `${text.length} characters`);
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u);
  const [title = "", empty, ...lines] = text.split("\n");
  assert.match(title, /^(✅|⛔|⏳|📣|⚠️) /);
  assert.ok(empty === undefined || empty === "");
  for (const line of lines) assert.match(line, /^- /);
  for (const line of readAsText(text, home)) {
    const [, body = ""] = /^(?:\S+ |- )?(.*)$/u.exec(line) ?? [];
    assert.doesNotMatch(body, /[@#%~$&^*_<>|\\/+={}[\]]|!(?=\w)/, line);
    assert.doesNotMatch(body, /:\w+:|\b[0-9a-f]{7,40}\b|[A-Za-z]-\d|www\.|:\/\//i, line);
  }
}
