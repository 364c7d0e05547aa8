// Our own addresses. A name in one is escaped first, so that any name, half surrogates included, has an address and comes back from it.
import { render, unrender } from '../escape.js';

/** `id` and `name` are raw. */
export const proposalAt = (id: string): string => `/proposals/${spelled(id)}`;
export const messageAt = (id: string): string => `/messages/${spelled(id)}`;
export const threadAt = (name: string): string => `/threads/${spelled(name)}`;

/** A slash, and a name of dots alone, would be read as a way through folders. */
export const spelled = (name: string): string =>
  encodeURIComponent(
    render(name).replace(/[/]|^\.+$/g, (c) => [...c].map((one) => `\\u{${one.charCodeAt(0).toString(16)}}`).join('')),
  );

/** What stood in an address or a hidden field of ours. */
export const meant = (text: string): string => unrender(text);
