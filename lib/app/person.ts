/**
 * Whether two principals may be the same person. The session name of an assumed role is what its caller made up, so one
 * role is one person, whatever it calls itself; but for the roles of IAM Identity Center, where AWS itself takes the
 * user's name, which is the same person in each permission set. The name of a federated user is made up too, by a user of
 * the account who is not told: it may be any of them. Who may use two roles, or a role and a user, is two to us: nothing in
 * a request tells otherwise.
 *
 * Source: docs.aws.amazon.com/IAM "IAM identifiers", /STS "AssumeRole" (RoleSessionName), "GetFederationToken" (Name),
 * /singlesignon "Referencing permission sets" (read 2026-11).
 */
export function mayBeSame(one: string, other: string): boolean {
  return personOf(one) === personOf(other) || isBehind(one, other) || isBehind(other, one);
}

function personOf(who: string): string {
  const [, role, name, session] = /^(arn:[^:]+:sts::\d+:assumed-role\/([^/]+))\/(.+)$/.exec(who) ?? [];
  if (role === undefined || name === undefined) return who;
  // GitLab, Identity Center and e-mail servers tell no large letters from small ones in names.
  return /^AWSReservedSSO_.+_[0-9a-f]{16}$/.test(name) ? `Identity Center ${session?.toLowerCase()}` : role;
}

/** Whether a federated user may be a user, or another federated user, of the same account. */
function isBehind(federated: string, who: string): boolean {
  const [, partition, account] = /^arn:([^:]+):sts::(\d+):federated-user\//.exec(federated) ?? [];
  const people = [`arn:${partition}:iam::${account}:`, `arn:${partition}:sts::${account}:federated-user/`];
  return account !== undefined && people.some((beginning) => who.startsWith(beginning));
}
