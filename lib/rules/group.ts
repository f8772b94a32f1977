const mostEndings = 3;

/**
 * The group that GitLab shows a job under: its name without a trailing ` 1/4` (`parallel: 4`) or `: [linux, 3.2]`
 * (`parallel: matrix`), at most three of them. Linear in the name.
 * Source: gitlabhq lib/gitlab/utils/job.rb, group_name (read 2026-11).
 */
export function groupName(jobName: string): string {
  let name = jobName.trimEnd();
  for (let taken = 0; taken < mostEndings; taken++) {
    const end = endingStart(name);
    if (end < 0) break;
    name = withoutSeparators(name.slice(0, end));
  }
  return name.trim();
}

/** Where the ending begins, its first separator included, or -1. GitLab's pattern takes the longest one in brackets. */
function endingStart(name: string): number {
  return name.endsWith("]") ? name.search(/[\s:]\[/) : name.search(/[\s:]\d+[\s:/\\]+\d+$/);
}

function withoutSeparators(name: string): string {
  let end = name.length;
  while (end > 0 && /[\s:]/.test(name.charAt(end - 1))) end--;
  return name.slice(0, end);
}
