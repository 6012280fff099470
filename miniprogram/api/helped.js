// Whom somebody helps on this phone: name and number as they were typed when the helper asked. They
// are not asked for again, and are forgotten with the delegation.

const storage = require('./storage');

const PREFIX = 'helped/';
const HAS_NUMBER = '';

/** Keep who is helped under a delegation: {name, identity_number}. */
const keep = (id, person) => storage.write(PREFIX + id, person);

/** Forget everybody whose delegation is none of these any more. */
function keepOnly(ids) {
  storage
    .keys()
    .filter((key) => key.startsWith(PREFIX) && !ids.includes(key.slice(PREFIX.length)))
    .forEach(storage.remove);
}

/** What of a form is answered with it: the person is the first of the family. */
function answers(id) {
  const person = id && storage.read(PREFIX + id, null);
  return person ? { members: [{ ...person, no_number: HAS_NUMBER }] } : {};
}

/** What the helper calls the person of a draft; '' where it is nobody but who holds the phone. */
function nameIn({ helper, for_name: masked, answers: given = {} }) {
  if (!helper && !masked) return '';
  const [applicant = {}] = given.members || [];
  return applicant.name || masked;
}

module.exports = { keep, keepOnly, answers, nameIn };
