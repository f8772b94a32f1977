import { illness } from "./illness.ts";

/** What may be wrong with watched projects. */
export const projectsIlls = {
  projectsNone: illness(
    "projects",
    "broken",
    "no project is watched",
    "make the tokens' users members, or correct `projects`",
  ),
  entryMatchesNothing: illness(
    "projects",
    "warning",
    "an entry of `projects` is for no project that a token is a member of",
    "correct it as the words say",
  ),
  projectsArchived: illness(
    "projects",
    "warning",
    "watched projects are archived: nothing runs there",
    "exclude them with `!`",
  ),
  projectsWithoutJobs: illness(
    "projects",
    "warning",
    "CI is switched off in watched projects",
    "switch it on (Settings > General > Visibility), or exclude them",
  ),
  projectsBeyondReach: illness(
    "projects",
    "broken",
    "a token sees watched projects not that another one sees",
    "make its user a member there",
  ),
  roleTooLow: illness(
    "projects",
    "broken",
    "a token's user has not the role that the token needs",
    "give it: act Developer, clean and hooks Maintainer, read Reporter",
  ),
  roleUnknown: illness(
    "projects",
    "unknown",
    "GitLab does not tell which role a token's user has (before 11.2)",
    "look it up in the projects' members",
  ),
  projectsNotSeen: illness(
    "projects",
    "unknown",
    "more projects are watched than are looked at in detail",
    "examine a part: a source with fewer projects",
  ),
} as const;
