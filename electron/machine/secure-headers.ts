/** What the page may do: run our own code, and nothing from anywhere else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  // WebAssembly has to be compiled; JavaScript from strings stays forbidden.
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Stand on every answer of both hosts, refusals included. */
const secureHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  // The next two isolate the page from others, which is what gives it SharedArrayBuffer for WASM threads.
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The answer with the headers added; its own stay unless they are of the same name. */
export function withSecureHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(secureHeaders)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
