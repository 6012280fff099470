// What is around the phone: the server of this page, and what the browser keeps. A page that has the
// phone in it and no server (the story of the demo) gives its own as `outside` of the window.

const given = window.outside ?? {};

/** What the address of the phone asks for: its name, page, query of the start, scale of the font. */
export const asked = new URLSearchParams(given.asked ?? location.search);

/** Where the API of the sandbox is. */
export const origin = given.origin ?? location.origin;

/** Like fetch. */
export const ask = given.ask ?? ((url, options) => fetch(url, options));

/** Like localStorage. */
export const storage = given.storage ?? localStorage;

/** Like indexedDB; null where files are not kept when the app is closed. */
export const database = 'database' in given ? given.database : indexedDB;
