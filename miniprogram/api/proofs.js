// That somebody is the person of an identity card, by face before this phone's camera.

const drafts = require('./drafts');
const { call } = require('./request');

/** Whether a person of a draft was proved on this phone. */
function isProved(draft, { identity_number: number }) {
  const { proved = [] } = drafts.find(draft) || {};
  return proved.includes(number);
}

/** Begin; resolves to {proved, proof_id, verify_id, next}. */
function begin({ name, identity_number: number }, key) {
  return call('POST', '/v1/proofs', { name, identity_number: number }, { key });
}

/** Begin to film somebody anew, whoever was proved on this phone before: for a consent. */
const beginAgain = ({ name, identity_number: number }) =>
  call('POST', '/v1/proofs', { name, identity_number: number, again: true });

/** Have WeChat look at the face. It says that it is finished, or an error code; never who it was. */
const film = (verifyId) =>
  new Promise((resolve) => {
    wx.requestFacialVerify({
      verifyId,
      success: () => resolve(0),
      fail: ({ errCode }) => resolve(errCode || -1),
    });
  });

/** Whether the phone can film at all. */
const canFilm = () =>
  new Promise((resolve) => {
    wx.checkIsSupportFacialRecognition({
      success: () => resolve(true),
      fail: () => resolve(false),
    });
  });

/** Ask the service how it came out; rejects with what to do where it did not pass. */
const result = (proofId) => call('POST', `/v1/proofs/${proofId}/result`, {});

function note(draft, { identity_number: number }) {
  const { proved = [] } = drafts.find(draft);
  drafts.update(draft, { proved: [...proved, number] });
}

module.exports = { isProved, begin, beginAgain, film, canFilm, result, note };
