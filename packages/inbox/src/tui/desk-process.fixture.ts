// A desk in a process of its own, at whatever terminal it was started in: what the tests in tmux drive.
import { readFileSync } from 'node:fs';
import { openDesk, signerOf } from '@sallyport/core';
import { sqliteStore } from '@sallyport/store/sqlite';
import { tui } from '../tui.js';
import type { Papers } from './house.fixture.js';

const [papers = ''] = process.argv.slice(2);
// `as`: the fixture wrote it
const { root, owner, store: file } = JSON.parse(readFileSync(papers, 'utf8')) as Papers;
const store = await sqliteStore(file);
const desk = await openDesk({ root, store, person: signerOf(owner) });
const known = ['bob@example.com', 'alice', 'research_agent', 'executor_agent'];
// somebody else in this process has something to say while the screen is up
setTimeout(() => console.error('said meanwhile'), 2000).unref();
await tui({ known }).review(desk, { signal: new AbortController().signal });
await desk.close();
await store.close();
console.log('the desk is closed');
