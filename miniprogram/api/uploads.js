// Photos and signatures: made small, checked, stored on the phone, and sent in the background.

const queue = require('./queue');
const { refusal } = require('./refusal');
const { call } = require('./request');
const { SIDE } = require('./sharpness');
const storage = require('./storage');
const { t } = require('./words');

const PREFIX = 'photo/';
const BAD_REQUEST = 400;
const MOST_SPOILED = 3;
const MOST_BYTES = 10 * 1024 * 1024;
const LONG_SIDE = 2000; // pixels: small print of a document can be read
const QUALITY = 80;
const SMALLEST_SIDE = 600; // pixels: below, no document can be read

const progress = {};

const promised = (act, given) =>
  new Promise((resolve, reject) => act({ ...given, success: resolve, fail: reject }));

const files = () => wx.getFileSystemManager();
const keyOf = (digest) => PREFIX + digest;

/** A photo of this phone: {digest, path, sent, wrong, percent}; null where it is of another one. */
function find(digest) {
  const photo = storage.read(keyOf(digest), null);
  return photo && { ...photo, percent: photo.sent ? 100 : progress[digest] || 0 };
}

const problem = (key) => ({ words: t(`phone.photo.${key}`), next: t(`phone.photo.${key}_next`) });

/** Choose or take a photo. Resolves to its temporary path, or '' where none was chosen. */
function choose() {
  return promised(wx.chooseMedia, {
    count: 1,
    mediaType: ['image'],
    sizeType: ['compressed'],
    sourceType: ['camera', 'album'],
  }).then(
    ({ tempFiles }) => tempFiles[0].tempFilePath,
    () => '',
  );
}

/** A photo made small: {path, width, height}. Rejects with {words, next} where nobody could open or read it. */
async function small(path) {
  if (/\.hei[cf]$/i.test(path)) throw problem('heic');
  const image = await promised(wx.getImageInfo, { src: path }).catch(() => {
    throw problem('unreadable');
  });
  if (/hei[cf]/.test(image.type)) throw problem('heic');
  const { width, height } = image;
  if (Math.min(width, height) < SMALLEST_SIDE) throw problem('small');
  const isWide = width >= height;
  const side = Math.min(LONG_SIDE, Math.max(width, height));
  const size = isWide ? { compressedWidth: side } : { compressedHeight: side };
  const given = { src: path, quality: QUALITY, ...size };
  const { tempFilePath } = await promised(wx.compressImage, given).catch(() => {
    throw problem('unreadable');
  });
  return { path: tempFilePath, width, height };
}

/** A tiny copy of a photo, to measure its sharpness: {address, width, height}. */
async function tiny({ path, width, height }) {
  const scale = SIDE / Math.max(width, height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const given = { src: path, quality: 90, compressedWidth: size.width };
  const { tempFilePath: filePath } = await promised(wx.compressImage, given);
  const { data } = await promised(files().readFile, { filePath, encoding: 'base64' });
  return { ...size, address: `data:image/jpeg;base64,${data}` };
}

/**
 * Store a file on the phone and send it; answers its digest. Rejects with {words, next} where it is
 * too large, or the phone cannot store it.
 */
async function add(draft, tempFilePath, type) {
  const cleared = storage.times();
  const { digest, size } = await promised(files().getFileInfo, {
    filePath: tempFilePath,
    digestAlgorithm: 'sha256',
  }).catch(() => {
    throw problem('unreadable');
  });
  if (size > MOST_BYTES) throw problem('large');
  const { savedFilePath: path } = await promised(files().saveFile, { tempFilePath }).catch(() => {
    throw problem('full');
  });
  storage.noteFile(path);
  if (storage.times() !== cleared) {
    storage.removeFile(path);
    throw problem('full');
  }
  storage.write(keyOf(digest), { digest, path, draft, sent: false });
  queue.add({ kind: 'photo', place: digest, draft, digest, path, type });
  return digest;
}

/** Take a photo off the phone. */
function forget(digest) {
  const photo = find(digest);
  if (photo) storage.removeFile(photo.path);
  storage.remove(keyOf(digest));
}

/** Take the photos of a draft off the phone: it is handed in, or filled in no longer. */
function forgetOf(draft) {
  storage
    .keys()
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => storage.read(key, null))
    .filter((photo) => photo.draft === draft)
    .forEach(({ digest }) => forget(digest));
}

function change(digest, changes) {
  const photo = storage.read(keyOf(digest), null);
  if (photo) storage.write(keyOf(digest), { ...photo, ...changes });
}

/** Where the place for uploads refuses a file, that one is never taken; all else may pass. */
const uploadRefusal = (status) => ({
  ...refusal({ status, body: null }),
  mayRetry: status === 0 || status === 429 || status >= 500,
});

/**
 * What S3 calls a bad request is a file that was damaged on its way, or came too slowly (BadDigest,
 * RequestTimeout): it is sent again a few times before it is refused.
 */
function againAfter(digest, fault) {
  const { spoiled = 0 } = storage.read(keyOf(digest), null) || {};
  if (fault.status !== BAD_REQUEST || spoiled >= MOST_SPOILED) return fault;
  change(digest, { spoiled: spoiled + 1 });
  return { ...fault, mayRetry: true };
}

/** One upload to the place that the service names. */
function upload({ url, fields }, { digest, path }) {
  return new Promise((resolve, reject) => {
    const task = wx.uploadFile({
      url,
      filePath: path,
      name: 'file',
      formData: fields,
      success: ({ statusCode: status }) =>
        status < 300 ? resolve() : reject(uploadRefusal(status)),
      fail: () => reject(uploadRefusal(0)),
    });
    task.onProgressUpdate((now) => {
      progress[digest] = now.progress;
      queue.notify();
    });
  });
}

queue.handle('photo', {
  lane: 'photos',
  async send(entry) {
    if (!find(entry.digest)) return;
    const body = { digest: entry.digest, media_type: entry.type };
    const place = await call('POST', '/v1/papers', body, { key: entry.key });
    await upload(place, entry).catch((fault) => {
      throw againAfter(entry.digest, fault);
    });
    change(entry.digest, { sent: true });
  },
  refused: ({ digest }, error) =>
    change(digest, { wrong: error.words || t('phone.photo.refused') }),
});

module.exports = { choose, small, tiny, add, find, forget, forgetOf };
