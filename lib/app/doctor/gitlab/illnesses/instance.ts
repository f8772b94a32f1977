import { illness } from "./illness.ts";

/** What may be wrong with a GitLab itself. */
export const instanceIlls = {
  gitlabNoName: illness(
    "gitlab",
    "broken",
    "the name service does not know GitLab's host",
    "correct `url`, or the resolver",
  ),
  gitlabRefused: illness(
    "gitlab",
    "broken",
    "the host lets nobody in at that port",
    "correct the port, open the firewall",
  ),
  gitlabCertificate: illness(
    "gitlab",
    "broken",
    "nobody that we trust vouches for GitLab's certificate",
    "give its private CA as `connect.ca`, or renew it",
  ),
  gitlabTimeout: illness(
    "gitlab",
    "broken",
    "GitLab does not answer in time",
    "look at the firewall, the VPC's way out, and GitLab itself",
  ),
  gitlabBroken: illness(
    "gitlab",
    "broken",
    "what answers is no GitLab that can be used",
    "follow what the words name: GitLab's own trouble, or the `url`",
  ),
  gitlabBusy: illness(
    "gitlab",
    "unknown",
    "GitLab asked for patience (429): the rest was not looked at",
    "run it again later",
  ),
  gitlabVersionUnknown: illness(
    "gitlab",
    "unknown",
    "GitLab does not tell its version to this token",
    "give the token the scope `read_api`",
  ),
  gitlabTooOld: illness("gitlab", "broken", "GitLab is older than its API v4", "upgrade it to 9.0 or newer"),
  rateAboveGitLab: illness(
    "gitlab",
    "warning",
    "`requestsPerMinute` is more than GitLab allows the user",
    "set it to nine tenths of that, or raise the limit in GitLab",
  ),
  clockApart: illness(
    "clock",
    ["warning", "broken"],
    "GitLab's clock and ours differ by more than 5 s; by more than 120 s signatures and deadlines break",
    "let both follow a time server (NTP)",
  ),
} as const;
