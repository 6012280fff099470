// Somebody of the family shows the phone their face; who cannot has other ways, and goes on.

const drafts = require('../../api/drafts');
const proofs = require('../../api/proofs');
const route = require('../../api/route');
const words = require('../../api/words');

Page({
  data: {
    words: words.group('proof'),
    heading: '',
    lead: '',
    proved: false,
    canFilm: true,
    fault: null,
    busy: false,
  },

  async onLoad({ draft, member }) {
    const said = words.page(this, 'proof');
    const { answers = {} } = drafts.find(draft) || {};
    this.draft = draft;
    this.person = (answers.members || [])[Number(member)];
    if (!this.person) {
      route.home();
      return;
    }
    this.setData({
      heading: words.t('phone.proof.heading', { name: this.person.name }),
      lead: said.lead,
      proved: proofs.isProved(draft, this.person),
    });
    this.setData({ canFilm: await proofs.canFilm() });
  },

  async begin() {
    if (this.data.busy) return; // tapped twice
    this.setData({ busy: true, fault: null });
    try {
      const begun = await proofs.begin(this.person);
      if (!begun.proved) await this.film(begun);
      proofs.note(this.draft, this.person);
      this.setData({ proved: true });
    } catch (fault) {
      // The page has its own button to try again, beside the other ways.
      this.setData({ fault: { words: fault.words, next: fault.next } });
    }
    this.setData({ busy: false });
  },

  /** What the phone says of the face proves nothing: the service asks WeChat itself. */
  async film({ proof_id: proofId, verify_id: verifyId }) {
    await proofs.film(verifyId);
    await proofs.result(proofId);
  },

  leave() {
    wx.navigateBack();
  },
});
