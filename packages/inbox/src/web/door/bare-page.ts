// A page for somebody who is not signed in: nothing of the desk is on it.

/** `main` and `script` are our own words: nothing that anybody else wrote may be put in there. */
export interface BarePage {
  readonly title: string;
  readonly nonce: string;
  readonly main: string;
  readonly script?: string;
}

export function barePage({ title, nonce, main, script }: BarePage): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>${title} · Sallyport</title>
<link rel="stylesheet" href="/assets/desk.css" nonce="${nonce}"><link rel="icon" href="/assets/icon.svg" type="image/svg+xml"><link rel="manifest" href="/manifest.webmanifest"></head>
<body><header class="top"><h1>${title}</h1></header><main id="main"><div class="card pad">${main}</div></main>${
    script === undefined ? '' : `<script type="module" nonce="${nonce}">${script}</script>`
  }</body></html>`;
}
