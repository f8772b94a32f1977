import { type Story, startJob } from "./stories.ts";
import type { StoryStage } from "./storyStage.ts";

/** What is asked for in chat, done and told there. */
export const asked: Story<StoryStage> = {
  title: "A job is red: somebody asks for a retry in chat, and hears in the same thread how it went",
  async play({ twin, project, settle, talk }) {
    const { mattermost, channel, alice, stranger } = talk;
    const job = startJob(twin, project.id, { ref: "main", name: "e2e" });
    twin.run(job);
    twin.fail(job, "script_failure");
    await settle();
    const root = (await mattermost.say({ user: alice, channel, text: "The tests of main are red." })).post?.id ?? "";
    const text = `/penstock retry ${twin.world.url}/${project.path}/-/jobs/${job}`;
    await mattermost.say({ user: stranger, channel, text, root });
    await settle();
    const early = twin.effects.some(({ jobId }) => jobId === job);
    await mattermost.say({ user: alice, channel, text, root });
    await settle();
    const retries = twin.effects.filter((effect) => effect.verb === "retry" && effect.jobId === job);
    const thread = mattermost.posts(channel, alice).filter((post) => post.root === root);
    const told = thread.flatMap(({ message, attachments }) => [message, ...attachments.map((one) => one.text)]);
    return [
      { what: "nothing was done for somebody whom nobody knows in GitLab", holds: !early },
      { what: `job ${job} was retried exactly once`, holds: retries.length === 1 },
      {
        what: "the thread tells as which job",
        holds: told.some((line) => line.includes(`retried as job ${retries[0]?.newJobId}`)),
      },
    ];
  },
};
