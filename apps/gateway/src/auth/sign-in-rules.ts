/** How many requests an address may send to the sign-in routes; counted in MongoDB, for all gateways together. */
export function signInRules(triesPerMinute: number) {
  const tries = { window: 60, max: triesPerMinute };
  return {
    enabled: true,
    storage: 'database' as const,
    window: 60,
    max: 300,
    customRules: {
      '/sign-in/*': tries,
      '/sign-up/*': tries,
      '/change-password': tries,
      '/two-factor/*': tries,
      // Asked by every page that opens, and costs no more than any other read.
      '/get-session': false as const,
    },
  };
}
