import { findProgram, installPackages } from '../services/host-packages.mjs';

/** The Chromium that browser tests drive: CHROMIUM_PATH, one on the PATH, or Debian's, installed when that may be. */
export function findChromium(say) {
  const found = process.env.CHROMIUM_PATH ?? find();
  if (found !== null) return found;
  if (installPackages(['chromium'], 'Browser tests', say)) {
    const installed = find();
    if (installed !== null) return installed;
  }
  throw new Error(
    'Chromium is missing, so the browser tests cannot run: apt-get install chromium, or set CHROMIUM_PATH.',
  );
}

function find() {
  return findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
}
