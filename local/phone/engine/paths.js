// Paths of files of the mini program, without a leading slash.

/** The path that `to` means in the file or page `from`: "/pages/a/a", "../b/b" or "./c". */
export function resolve(from, to) {
  if (to.startsWith('/')) return to.slice(1);
  return new URL(to, `http://miniprogram/${from}`).pathname.slice(1);
}

/** The page and the query that a url such as "/pages/a/a?id=1" means on the page `from`. */
export function parseUrl(url, from) {
  const [path, query = ''] = url.split('?');
  const pairs = query.split('&').filter(Boolean);
  const values = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  return [resolve(from, path), Object.fromEntries(values)];
}
