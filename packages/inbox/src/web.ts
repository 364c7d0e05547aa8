// The page’s face: the reviewer’s desk on a phone.
export { CSRF_HEADER, Door } from './web/door/door.js';
export { pairingCode } from './web/door/passkey.js';
export type { DoorDesk, DoorKey, DoorOptions, Enrolment, Pairing } from './web/door/door-options.js';
export type { Session } from './web/door/sessions.js';
export { openPage, type Page, type PageOptions } from './web/open-page.js';
export { notify, type NotifyDesk, type NotifyOptions } from './web/notify.js';
export type { PageDesk } from './web/asking.js';
export { reviewApp, type ReviewAppOptions } from './web/review-app.js';
export { serve, type Answering, type Served, type ServeOptions } from './web/serve.js';
