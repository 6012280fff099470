// The authorisation: its text, and the signature of every grown-up of the family who is here.

const clock = require('../../api/clock');
const { ageOn, today } = require('../../api/dates');
const { birthOf, faultOf, compact } = require('../../api/identity');
const { EMPTY } = require('../../api/models');
const proofs = require('../../api/proofs');
const { call } = require('../../api/request');
const uploads = require('../../api/uploads');
const words = require('../../api/words');

const ADULT = 18;
const WARDS = ['intellectual', 'mental'];
const APPLICANT = 0;

/** Whether a face can be compared: with a resident identity card alone. */
const hasCard = ({ identity_number: number }) =>
  Boolean(number) && !faultOf(compact(number)) && /^[1-7]/.test(compact(number));

const isMinor = (person) => {
  const born = birthOf(person);
  return born !== '' && ageOn(born, today()) < ADULT;
};

Component({
  properties: {
    question: { type: Object, value: EMPTY },
    draft: String,
  },

  data: { words: words.group('consent'), text: null, people: [], signing: -1, fault: null },

  observers: {
    question() {
      this.show();
    },
  },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('consent') });
      this.load();
    },
  },

  pageLifetimes: {
    show() {
      this.show();
    },
  },

  methods: {
    async load() {
      this.setData({ fault: null });
      try {
        this.setData({ text: await call('GET', '/v1/consent-text', undefined, { open: true }) });
      } catch (fault) {
        this.setData({ fault });
      }
    },

    show() {
      const { people = [], consents = [] } = this.data.question;
      const shown = people.map((person, member) => ({
        member,
        name: person.name || words.t('phone.step.person', { n: member + 1 }),
        signed: consents.some((consent) => consent.member === member),
        proved: proofs.isProved(this.data.draft, person),
        hasCard: hasCard(person),
        isWard: member !== APPLICANT && WARDS.includes(person.disability_kind),
      }));
      this.setData({ people: shown.filter(({ member }) => !isMinor(people[member])) });
    },

    sign({ currentTarget }) {
      this.setData({ signing: currentTarget.dataset.member });
    },

    /** The applicant signs as guardian for somebody who cannot. */
    toggleGuardian({ currentTarget, detail }) {
      this.guarded = detail.value.length ? currentTarget.dataset.member : undefined;
    },

    async signed({ detail }) {
      const member = this.data.signing;
      const signature = await this.stored(detail.path);
      if (!signature) return;
      const { version, digest } = this.data.text;
      const consent = {
        member,
        signature,
        text_version: version,
        text_digest: digest,
        signed_at: new Date(clock.now()).toISOString(),
        ...(this.guarded === member ? { signed_by: APPLICANT } : {}),
      };
      const others = this.data.question.consents.filter((each) => each.member !== member);
      this.setData({ signing: -1 });
      this.triggerEvent('choose', { value: [...others, consent] });
    },

    /** The digest of a signature; '' where the phone cannot store it, which is said. */
    async stored(path) {
      this.setData({ fault: null });
      try {
        return await uploads.add(this.data.draft, path, 'image/png');
      } catch (fault) {
        if (!fault.words) throw fault;
        this.setData({ fault });
        return '';
      }
    },

    prove({ currentTarget }) {
      this.triggerEvent('prove', { member: currentTarget.dataset.member });
    },
  },
});
