// What a page does while it asks the service.

/**
 * Run `act`: the page is `busy` meanwhile, and a refusal is its `fault`. Resolves to what `act`
 * does, null where it was refused.
 */
async function during(page, act) {
  page.setData({ busy: true, fault: null });
  try {
    return await act();
  } catch (fault) {
    if (!fault.words) throw fault;
    page.setData({ fault });
    return null;
  } finally {
    page.setData({ busy: false });
  }
}

/**
 * As `during`, for what is sent: while it is under way the page sends nothing else, however often a
 * button is tapped; what is tapped then comes to null.
 */
async function once(page, act) {
  if (page.isSending) return null;
  page.isSending = true;
  try {
    return await during(page, act);
  } finally {
    page.isSending = false;
  }
}

module.exports = { during, once };
