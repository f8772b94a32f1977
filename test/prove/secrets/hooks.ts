import { randomUUID } from "node:crypto";
import { systemClock } from "../../../lib/edge/clock.ts";
import { keyOf, type Letter, sent, signedLetter, tokenLetter, withHeader } from "../door/letter.ts";
import type { Canaries } from "./canaries.ts";
import type { Deployment } from "./deployment.ts";
import type { Run } from "./walk.ts";

/** What GitLab delivers, and what others deliver in its place. */
export function hookSteps(canaries: Canaries, { twin }: Deployment, run: Run) {
  const project = twin.world.projects.find(({ path }) => path === "shop/api");
  const signed = signing(canaries);
  const planted = (body: string) => plant(body, canaries);
  const hear = async (letter: Letter) => void (await run("webhook", sent(letter)));

  /** GitLab's own hooks of what has happened there, with what may stand in hooks besides. */
  async function deliver(): Promise<void> {
    for (const { body, event } of await twin.deliver()) {
      const letter = signed(planted(body));
      await hear({ ...letter, headers: { ...letter.headers, "x-gitlab-event": event } });
    }
  }

  function pipeline(...names: string[]): readonly number[] {
    const manual = ["deploy", "staging"].map((name) => ({ name, stage: "deploy", when: "manual" as const }));
    const jobs = [...names.map((name) => ({ name, stage: "test", allowFailure: true })), ...manual];
    const { id } = twin.addPipeline(project?.id ?? 0, { variables: { HOOKED: canaries.hookVariable }, jobs });
    return names.map((name) => twin.run(twin.jobNamed(id, name).id).id);
  }

  return {
    /** What each rule wants: a failure, one that only its log tells of, a success, and gates behind them. */
    async usual() {
      const [build = 0, logs = 0, pack = 0] = pipeline("build", "logs", "pack");
      twin.writeLog(logs, `CANARY export TOKEN=${canaries.logToken}\n`);
      for (const id of [build, logs]) twin.fail(id, "runner_system_failure");
      twin.succeed(pack, { artifacts: {} });
      await deliver();
    },
    async fails(...names: string[]) {
      for (const id of pipeline(...names)) twin.fail(id, "runner_system_failure");
      await deliver();
    },
    /** Deliveries that are old, forged, broken or none, with secrets where they do not belong. */
    async strange() {
      const body = planted('{"object_kind":"build"}');
      await hear(tokenLetter(canaries.secretToken, randomUUID(), planted('{"object_kind":"pipeline"}')));
      await hear(tokenLetter(`${canaries.secretToken}x`, randomUUID(), body));
      await hear(withHeader(signed(body), "webhook-signature", `v1,${canaries.signingToken}`));
      await hear(withHeader(signed(Buffer.from(`{"${canaries.mail}`)), "authorization", `Bearer ${canaries.jwt}`));
      await hear(withHeader(signed(body), "content-encoding", canaries.actToken));
      await hear({ ...signed(body), query: `private_token=${canaries.personToken}` });
    },
    async again() {
      await hear(signed(planted('{"object_kind":"build"}')));
    },
  };
}

/** Letters with the signing token of the deployment. */
export function signing({ signingToken }: Canaries): (body: Uint8Array) => Letter {
  const key = keyOf(Buffer.from(signingToken.slice("whsec_".length), "base64"));
  return (body) => signedLetter(key, randomUUID(), Math.floor(systemClock() / 1000), body);
}

/** With what may stand in a hook beside what is read: people's addresses, variables, and addresses with passwords. */
export function plant(body: string, { mail, hookVariable, urlPassword }: Canaries): Uint8Array {
  const value = JSON.parse(body);
  const url = `https://bot:${urlPassword}@gitlab.example.com/shop/api.git`;
  const variables = [{ key: "HOOKED", value: hookVariable }];
  return Buffer.from(
    JSON.stringify({
      ...value,
      variables,
      user: { ...value.user, email: mail },
      commit: { ...value.commit, author_email: mail, author_url: `mailto:${mail}` },
      project: { ...value.project, git_http_url: url },
      repository: { ...value.repository, git_http_url: url },
      ...(value.object_attributes && { object_attributes: { ...value.object_attributes, variables } }),
    }),
  );
}
