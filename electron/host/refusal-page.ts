/** A plain page for people; programs read the status. @param status 401 or 403. */
export function refusalPage(status: 401 | 403, words: string): Response {
  const text = escapeHtml(words);
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Residual</title><h1>Residual</h1><p>${text}</p></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
