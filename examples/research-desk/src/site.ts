// Servers on this machine: a site that anybody may read, and one that nobody should.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagesOf } from './pages.js';

type Pages = Readonly<Record<string, string | { readonly location: string }>>;

export class Site implements AsyncDisposable {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  readonly #server: Server;

  private constructor(pages: Pages) {
    this.#server = createServer(({ url = '/' }, answer) => {
      this.asked.push(url);
      const page = pages[url];
      if (page === undefined) answer.writeHead(404).end();
      else if (typeof page === 'string')
        answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
      else answer.writeHead(302, page).end();
    });
  }

  static async open(pages: Pages): Promise<Site> {
    const site = new Site(pages);
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    return site;
  }

  /** As `127.0.0.1:8080`. */
  get host(): string {
    // `as`: it listens on TCP, so its address is one
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  get origin(): string {
    return `http://${this.host}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

/** The site with all pages, and the server inside, which has something to keep to itself. */
export async function openWeb(): Promise<{ readonly site: Site; readonly inside: Site }> {
  const inside = await Site.open({ '/secret': 'the password of the house' });
  return { inside, site: await Site.open(pagesOf(inside.origin)) };
}
