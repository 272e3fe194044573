// Runs before the first paint and before any module: the chosen theme without a flash, and zod without its
// code generator, which the content security policy would refuse.
globalThis.__zod_globalConfig = { jitless: true };
try {
  const theme = localStorage.getItem('cloakroom:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is closed to this page; the system's theme stays.
}
