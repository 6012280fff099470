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

module.exports = { during };
