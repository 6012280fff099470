// How pages follow one another. Of a form's screens only so many lie upon each other as WeChat
// allows; the way back of the phone leads through them, and the page's own through all.

const STEP = 'pages/step/step';
const MOST_PAGES = 8; // WeChat allows ten; two are left for a change of an answer and its proof
const ESTIMATE = 'estimate';

/** What a parameter of a page's address says; '' of one that nobody wrote so. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return '';
  }
}

const stepUrl = (draft, at, from = '') =>
  `/${STEP}?draft=${draft}&at=${encodeURIComponent(at)}&from=${from}`;

const home = () => wx.reLaunch({ url: '/pages/home/home' });
/** Open a page upon the first one alone: back from it leads nowhere else. */
const openFromHome = (url) =>
  wx.reLaunch({ url: '/pages/home/home', success: () => wx.navigateTo({ url }) });
const toCases = () => wx.switchTab({ url: '/pages/cases/cases' });

const isStepOf = (page, draft) => page && page.route === STEP && page.draft === draft;

/** The screens of a form that lie upon one another, down to a page that is none; the lowest first. */
function screensOnTop(draft) {
  const pages = getCurrentPages();
  const below = pages.map((each) => isStepOf(each, draft)).lastIndexOf(false);
  return pages.slice(below + 1);
}

/** Go on to the next screen of a form. */
function forward(page, at) {
  if (getCurrentPages().length < MOST_PAGES) {
    wx.navigateTo({ url: stepUrl(page.draft, at, page.from) });
    return;
  }
  const steps = screensOnTop(page.draft);
  const places = [...steps.map((each) => each.at).slice(1), at];
  steps.forEach((each, index) => each.show(places[index]));
}

/** Go back to the screen before; where that page is gone, it is shown here. */
function backward(page, at) {
  const pages = getCurrentPages();
  if (!at || isStepOf(pages[pages.length - 2], page.draft)) wx.navigateBack();
  else page.show(at);
}

/** From the last question of an item back to its list. */
function toList(page, list) {
  const steps = screensOnTop(page.draft);
  const index = steps.map(({ at }) => at === list).lastIndexOf(true);
  if (index >= 0) wx.navigateBack({ delta: steps.length - 1 - index });
  else page.show(list);
}

/**
 * After the last question: the check of the answers, or the result of a trial calculation; back to
 * the page below where a change began there.
 */
function finish(form, draft, from) {
  if (from) wx.navigateBack({ delta: screensOnTop(draft).length });
  else if (form.name === ESTIMATE) {
    wx.redirectTo({ url: `/pages/estimate-result/estimate-result?draft=${draft}` });
  } else wx.redirectTo({ url: `/pages/check/check?draft=${draft}` });
}

module.exports = {
  decoded,
  stepUrl,
  home,
  openFromHome,
  toCases,
  forward,
  backward,
  toList,
  finish,
};
