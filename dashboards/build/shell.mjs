// The HTML around a page. No inline script or style: the server sends `default-src 'self'`.

const icon = '/favicon.svg';

/** The shell of one page; `entry` as in manifest.json. */
export function shell(page, entry, version) {
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="same-origin">',
    '<meta name="robots" content="noindex">',
    `<meta name="linecheck-version" content="${version}">`,
    `<title>${page.title}</title>`,
    `<link rel="icon" type="image/svg+xml" href="${icon}">`,
    entry.style ? `<link rel="stylesheet" href="/${entry.style}">` : '',
    ...entry.imports.map((path) => `<link rel="modulepreload" href="/${path}">`),
    `<script type="module" src="/${entry.script}"></script>`,
    '<div id="app"></div>',
    `<noscript>This page needs JavaScript. The same in JSON: <a href="/api/v1/dialers">/api/v1/dialers</a>.</noscript>`,
    '</html>',
  ];
  return lines.filter(Boolean).join('\n') + '\n';
}
