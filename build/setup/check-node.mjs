/** The oldest Node that the app itself runs on. */
const oldest = /** @type {const} */ ([20, 19]);

/**
 * What to do about a Node that is too old, or null.
 *
 * @param {string} version as in process.versions.node
 * @returns {string | null}
 */
export function oldNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return null;
  return `Residual needs Node.js ${oldest.join('.')} or newer and this is ${version}: install a newer one from nodejs.org.`;
}
