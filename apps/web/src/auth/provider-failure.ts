const WORDS = new Map(
  Object.entries({
    access_denied: 'You were not let in there, or stopped on the way. Nothing was changed here.',
    account_not_linked:
      'There is an account of your address already. Sign in with its password, and link the two in Settings.',
    SIGN_UP_CLOSED: 'This installation takes no new accounts. Whoever runs it can change that.',
    INVITATION_NEEDED: 'Accounts here are by invitation. Ask an administrator for a link, and come with it.',
    email_not_found: 'An account needs an address, and none was told of you there.',
    email_does_not_match:
      'The account there has another address than this one. Only one of the same address can be linked.',
    unable_to_link_account: 'It could not be linked: the address was not confirmed there, or this session is over.',
    account_already_linked_to_different_user: 'The account there is linked to another one here.',
    state_mismatch: 'That took too long, or began in another browser. Try again.',
  }),
);

/** What to say of the `error` that the way over a provider came back with; `null` when there is none. */
export function providerFailure(error: string | null): string | null {
  if (error === null) return null;
  return (
    WORDS.get(error) ?? 'That did not work. Try again; whoever runs this installation finds the reason in its log.'
  );
}
