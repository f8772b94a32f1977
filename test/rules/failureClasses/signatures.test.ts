import assert from "node:assert/strict";
import { test } from "node:test";
import type { FailureClassName } from "../../../lib/rules/failureClasses/names.ts";
import { classesOf, failed } from "./classOf.ts";

interface Signature {
  /** The runner's own text, and the exit code where the runner tells one. */
  readonly found: readonly (readonly [text: string, exitCode?: number])[];
  /** Texts that look alike and are of none of the families that go before the script. */
  readonly not: readonly (readonly [text: string, exitCode?: number])[];
}

const ended = "ERROR: Job failed: exit code 1";
const system = "ERROR: Job failed (system failure):";
const sources = "Getting source from Git repository\nFetching changes with git depth set to 20...";

const signatures: { readonly [Name in FailureClassName]?: Signature } = {
  "infra.spot": {
    found: [
      [`${system} pods "runner-t3st-project-7-concurrent-0abc" not found`],
      [`${system} pod "ci/runner-t3st" is disrupted: reason "EvictionByEvictionAPI", message "Eviction API: evicting"`],
      [
        `…\nERROR: Error cleaning up pod: pods "runner-t3st" not found\nERROR: Job failed: command terminated with exit code 137`,
        137,
      ],
      [
        `…\nERROR: Error cleaning up pod: pods "runner-t3st" not found\nERROR: Job failed: command terminated with exit code 143`,
        143,
      ],
      [`${system} Error in container build: exit code: 137, reason: 'ContainerStatusUnknown'`],
      [
        `${system} error during connect: Post "http://internal.tunnel.invalid/v1.43/containers/x/wait": ssh tunnel: EOF ()`,
      ],
      [`${system} Pod was terminated in response to imminent node shutdown.`],
      [`${system} instance i-0123456789 was terminated by the cloud`],
    ],
    not: [
      ["…\nERROR: Job failed: command terminated with exit code 137", 137],
      [
        '…\nERROR: Error cleaning up pod: pods "runner-t3st" not found\nERROR: Job failed: command terminated with exit code 1',
        1,
      ],
      [`Using image registry.example.com/spot/preempted ...\n…\n${ended}`, 1],
    ],
  },
  "infra.network": {
    found: [
      [
        `${sources}\nfatal: unable to access 'https://git.example.com/a/b.git/': Could not resolve host: git.example.com\n${ended}`,
      ],
      [`${sources}\nerror: RPC failed; curl 56 GnuTLS recv error (-9)\nfatal: early EOF\n${ended}`],
      [
        `${sources}\nfatal: unable to access 'https://git.example.com/a/b.git/': The requested URL returned error: 502\n${ended}`,
      ],
      [`${system} Post "https://10.0.0.1/api/v1/pods": dial tcp 10.0.0.1:443: i/o timeout`],
    ],
    not: [
      // fetched again, and then the script ran
      [`${sources}\nfatal: early EOF\nFetching changes with git depth set to 20...\n…\n${ended}`, 1],
      [
        `${sources}\nfatal: unable to access 'https://git.example.com/a/b.git/': The requested URL returned error: 403\n${ended}`,
        1,
      ],
    ],
  },
  "infra.imagePull": {
    found: [
      [
        `ERROR: Job failed: failed to pull image "node:24" with specified policies [always]: Error response from daemon: received unexpected HTTP status: 503`,
      ],
      [
        `${system} prepare environment: waiting for pod running: pulling image "node:24": image pull failed: Back-off pulling image "node:24"`,
      ],
    ],
    not: [
      [
        `Pulling docker image node:24 ...\nWARNING: Failed to pull image "node:24" (attempt #1), retrying: EOF\n…\n${ended}`,
        1,
      ],
    ],
  },
  "infra.artifacts": {
    found: [
      [
        `…\nUploading artifacts for successful job\nUploading artifacts...\nWARNING: Uploading artifacts as "archive" to coordinator... 502 Bad Gateway  id=1 status=502\nWARNING: Retrying...  error=invalid argument\nFATAL: invalid argument\n${ended}`,
      ],
      [
        `Downloading artifacts\nDownloading artifacts for build (1000)...\nERROR: Downloading artifacts from coordinator... error  error=couldn't execute GET: EOF\nFATAL: EOF\n${ended}`,
      ],
    ],
    not: [
      [
        `…\nUploading artifacts for failed job\nWARNING: Uploading artifacts as "archive" to coordinator... 502 Bad Gateway  status=502\nFATAL: invalid argument\n${ended}`,
        1,
      ],
      [
        `…\nUploading artifacts for successful job\nERROR: Uploading artifacts as "archive" to coordinator... 413 Request Entity Too Large\nFATAL: too large\n${ended}`,
        1,
      ],
    ],
  },
  "infra.disk": {
    found: [
      [`${sources}\nerror: unable to write file: No space left on device\n${ended}`],
      [`${system} mkdir /var/lib/docker/overlay2/0123: no space left on device`],
    ],
    not: [[`${sources}\nwarning: no space left on device\nFetching changes...\n…\n${ended}`, 1]],
  },
  "infra.oom": {
    found: [
      [`${system} Error in container build: exit code: 137, reason: 'OOMKilled'`],
      ["ERROR: Job failed: fork/exec /usr/bin/docker: cannot allocate memory"],
    ],
    not: [["…\nERROR: Job failed: exit code 137", 137]],
  },
  "infra.runner": {
    found: [
      [`${system} aborted: terminated`],
      ["…\nERROR: Job failed: aborted: terminated"],
      [
        `ERROR: Job failed: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`,
      ],
    ],
    not: [
      [`WARNING: Preparation failed: Cannot connect to the Docker daemon\nWill be retried in 3s ...\n…\n${ended}`, 1],
    ],
  },
  "capacity.noRunner": {
    found: [
      [`${system} unable to acquire instance within the configured timeout of 15m0s: context deadline exceeded`],
      [
        `${system} prepare environment: waiting for pod running: timed out waiting for pod to start (last phase: Pending)`,
      ],
    ],
    not: [[`Waiting for pod ci/runner-t3st to be running, status is Pending\n…\n${ended}`, 1]],
  },
  timeout: {
    found: [
      ["…\nERROR: Job failed: execution took longer than 1h0m0s seconds"],
      ["ERROR: Job failed: execution took longer than 60 seconds"],
    ],
    not: [[`…\nWARNING: after_script could not run to completion because the timeout was exceeded.\n${ended}`, 1]],
  },
  "user.config": {
    found: [
      [
        `ERROR: Job failed: failed to pull image "nod:24" with specified policies [always]: Error response from daemon: pull access denied for nod`,
      ],
      [
        `ERROR: Job failed: failed to pull image "node:0" with specified policies [always]: Error response from daemon: manifest for node:0 not found: manifest unknown`,
      ],
      [
        'ERROR: Job failed: invalid pull policy for image "node": pull_policy ([always]) defined in GitLab pipeline config is not allowed by AllowedPullPolicies',
      ],
    ],
    not: [[`Using image manifest-unknown ...\n…\n${ended}`, 1]],
  },
};

for (const [name, { found, not }] of Object.entries(signatures)) {
  test(`${name} is found by what the runner wrote, though GitLab says that the script failed`, () => {
    for (const [log, exitCode = null] of found) {
      const classes = classesOf(failed({ reason: "script_failure", log, exitCode }));
      assert.ok(classes.includes(name), `${log}\n${classes}`);
      assert.ok(!classes.includes("user.script"), log);
      assert.ok(classesOf(failed({ reason: "unknown_failure", log, exitCode })).includes(name), log);
    }
  });

  test(`what only looks like ${name} is a failure of the script`, () => {
    for (const [log, exitCode = null] of not)
      assert.deepEqual(classesOf(failed({ reason: "script_failure", log, exitCode })), ["user.script"], log);
  });
}

test("an image that is not there is nothing that another pull mends", () => {
  const log = 'ERROR: Job failed: failed to pull image "nod:24": Error response from daemon: manifest unknown';
  assert.deepEqual(classesOf(failed({ reason: "script_failure", log, exitCode: null })), ["user.config"]);
});
