import type { FailureClass } from "../failureClass.ts";

/**
 * GitLab's words for failures whose cause only the log tells: old runners and old GitLabs know few others, and a pod that
 * was evicted in the middle of a script is a script that ended with 137 to them.
 * Source: gitlab-org/gitlab-runner issues 25463, 26856, 28100, 37911 (read 2026-11); common/network.go,
 * `failureReasonsCompatibilityMap` (read 2026-11).
 */
export const vagueReasons = ["script_failure", "runner_system_failure", "unknown_failure"];

/**
 * To GitLab before 19 a job that nobody took and one whose runner fell silent are the same. As a glob, since the word itself
 * would stand for its newer aliases too.
 */
export const oldStuckReason = ["stuck_or_timeout_failur?"];

// All expressions are searched in what the runner itself wrote, where `…` stands for what was left out: `[^…]*` goes on to
// the runner's last words only where no script has run in between.

/** A machine or a pod was taken away while the job ran. */
export const spot: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      matches: [
        // gitlab-runner executors/kubernetes/kubernetes.go, internal/watchers/pod.go (read 2026-11); the eviction API's
        // words as in aws/karpenter-provider-aws issue 8276
        '^ERROR: Job failed.*\\bpods? "[^"]+" (?:not found|is disrupted|is being deleted|is deleted)\\b',
        // the kubelet's word for a container on a node that is gone; kubernetes.io/docs/concepts/workloads/pods/disruptions
        "^ERROR: Job failed.*\\bexit code: (?:137|143), reason: 'ContainerStatusUnknown'",
        // docs.gitlab.com/runner/executors/docker_autoscaler, "troubleshooting" (read 2026-11)
        "^ERROR: Job failed.*\\binternal\\.tunnel\\.invalid\\b.*\\bEOF\\b",
        // kubernetes pkg/kubelet/nodeshutdown, pkg/kubelet/eviction, pkg/kubelet/preemption; custom executors' own words
        "^ERROR: Job failed.*\\b(?:imminent node shutdown|node was (?:low on resource|preempted|terminated|drained)|[Pp]reempt(?:ed|ion)|instance\\S*(?: \\S+)? (?:was |has been )?(?:terminated|reclaimed|interrupted))\\b",
      ],
    },
  },
  {
    failureReason: vagueReasons,
    exitCode: [137, 143],
    // gitlab-runner executors/kubernetes/kubernetes.go, `cleanupResources`: somebody else has removed the pod
    log: { matches: ['^ERROR: Error cleaning up pod: pods "[^"]+" not found'] },
  },
];

/** GitLab, or a host that the runner needs, could not be reached. */
export const network: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      matches: [
        // git http.c, remote-curl.c and curl's errors (docs at curl.se/libcurl/c/libcurl-errors.html)
        "^(?:fatal|error): unable to access .*(?:Could not resolve|Couldn't connect|Failed to connect|[Cc]onnection (?:timed out|reset|refused|died)|(?:Recv|Send) failure|timed out|returned error: (?:429|5\\d\\d)|handshake|SSL_connect|SSL_ERROR)[^…]*\\nERROR: Job failed",
        // git fetch-pack.c, pkt-line.c, remote-curl.c
        "^(?:fatal|error): (?:the remote end hung up unexpectedly|early EOF|RPC failed;|fetch-pack: unexpected disconnect)[^…]*\\nERROR: Job failed",
        "^ssh: (?:connect to host .*: (?:Connection (?:timed out|refused|reset)|No route to host|Network is unreachable)|Could not resolve hostname)[^…]*\\nERROR: Job failed",
        // gitlab-runner common/classify_image_pull_failure.go and Go's net package (read 2026-11)
        "^ERROR: Job failed.*\\b(?:dial tcp|read tcp|write tcp|lookup)\\b.*(?:i/o timeout|connection (?:refused|reset by peer|timed out)|no such host|no route to host|network is unreachable|server misbehaving)",
        "^ERROR: Job failed.*(?:TLS handshake timeout|Client\\.Timeout exceeded|request canceled while waiting for connection)",
      ],
    },
  },
];

/** gitlab-runner executors/docker/internal/pull/manager.go, executors/kubernetes/internal/watchers/pod.go (read 2026-11) */
const pull = "^ERROR: Job failed.*(?:failed to pull image|image pull failed)";

/** What no further pull mends. Source: gitlab-runner common/classify_image_pull_failure.go (read 2026-11). */
export const wrongImage = `${pull}.*(?:not found|manifest unknown|denied|unauthorized|no basic auth credentials|authentication required|invalid reference format|does not exist)`;

/** An image could not be pulled, though it may be there. */
export const imagePull: FailureClass = [
  { failureReason: vagueReasons, log: { matches: [pull] }, not: { log: { matches: [wrongImage] } } },
];

/** gitlab-runner network/gitlab.go, `determineUploadState`, `DownloadArtifacts` (read 2026-11) */
const coordinator = 'coordinator\\.\\.\\. +(?:5\\d\\d\\b|error\\b|failed\\b.*status="?5\\d\\d)';

/** Artifacts did not get to GitLab, or from it, because of GitLab or of the way there. */
export const artifacts: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      matches: [
        // of a failed job it would not be what made it fail
        `^Uploading artifacts for successful job$[^…]*${coordinator}[^…]*\\nFATAL: [^…]*\\nERROR: Job failed`,
        `^Downloading artifacts$[^…]*${coordinator}[^…]*\\nFATAL: [^…]*\\nERROR: Job failed`,
      ],
    },
  },
];

/** The machine's disk is full: errno's words ENOSPC, as git, docker and the runner's helper print them. */
export const disk: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      matches: [
        "[Nn]o space left on device[^…]*\\nERROR: Job failed",
        "^ERROR: Job failed.*[Nn]o space left on device",
      ],
    },
  },
];

/** The container, or the machine, had no more memory. */
export const oom: FailureClass = [
  {
    failureReason: vagueReasons,
    log: {
      // gitlab-runner executors/kubernetes/kubernetes.go, `podContainerError` (read 2026-11); errno's words for ENOMEM
      matches: ["^ERROR: Job failed.*(?:reason: 'OOMKilled'|[Cc]annot allocate memory)"],
    },
  },
];

/** The runner, or the machine that it uses, did not work. */
export const runner: FailureClass = [
  { failureReason: oldStuckReason, runner: ["**"] },
  {
    failureReason: ["script_failure", "unknown_failure"],
    log: {
      matches: [
        // gitlab-runner common/build.go, `setTraceStatus`; `aborted` is its word for being told to stop (read 2026-11)
        "^ERROR: Job failed \\(system failure\\): ",
        "^ERROR: Job failed: aborted: ",
        // moby client/errors.go, client/request.go
        "^ERROR: Job failed.*(?:Cannot connect to the Docker daemon|error during connect: )",
      ],
    },
  },
];
