// Areas by code, each with those directly in it. They do not change while the app is open.

const { call } = require('./request');

const held = {};

/** {code, name, level, full_name, children: [{code, name}]} */
async function get(code) {
  if (!held[code]) held[code] = await call('GET', `/v1/areas/${code}`, undefined, { open: true });
  return held[code];
}

/** The codes of the areas above one, from the top. */
const above = (code) =>
  [4, 6, 9]
    .map((length) => code.slice(0, length).padEnd(12, '0'))
    .filter((each, index, all) => each !== code && all.indexOf(each) === index);

module.exports = { get, above };
