// Files of the phone: photos, what was saved, documents.

import { fileAt, hasFile, removeFile, saveFile } from '../engine/saved.js';
import { report } from '../engine/problems.js';
import { addressOf } from '../tags/image.js';
import { call, callbacksOnly } from './calls.js';
import { ask } from './dialogs.js';

const hex = (bytes) =>
  [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const DIGESTS = { sha1: 'SHA-1', sha256: 'SHA-256' };

async function getFileInfo({ filePath, digestAlgorithm }) {
  const blob = fileAt(filePath);
  if (!digestAlgorithm) return { size: blob.size };
  const algorithm = DIGESTS[digestAlgorithm];
  if (!algorithm) throw new Error(`digestAlgorithm ${digestAlgorithm} is not in the phone`);
  return {
    size: blob.size,
    digest: hex(await crypto.subtle.digest(algorithm, await blob.arrayBuffer())),
  };
}

async function readFile({ filePath, encoding, position = 0, length }) {
  const whole = fileAt(filePath);
  const part =
    length === undefined ? whole.slice(position) : whole.slice(position, position + length);
  const buffer = await part.arrayBuffer();
  if (!encoding) return { data: buffer };
  if (encoding === 'base64') return { data: base64(buffer) };
  if (encoding === 'hex') return { data: hex(buffer) };
  if (encoding === 'utf8' || encoding === 'utf-8')
    return { data: new TextDecoder().decode(buffer) };
  throw new Error(`encoding ${encoding} is not in the phone`);
}

const base64 = (buffer) =>
  btoa([...new Uint8Array(buffer)].map((byte) => String.fromCharCode(byte)).join(''));

const manager = guarded('FileSystemManager', {
  getFileInfo: callbacksOnly('getFileInfo', getFileInfo),
  readFile: callbacksOnly('readFile', readFile),
  saveFile: callbacksOnly('saveFile', async ({ tempFilePath }) => ({
    savedFilePath: await saveFile(tempFilePath),
  })),
  unlink: callbacksOnly('unlink', ({ filePath }) => removeFile(filePath)),
  access: callbacksOnly('access', ({ path }) => {
    if (!hasFile(path)) throw new Error(`no such file or directory, access '${path}'`);
  }),
});

/** An object whose unknown members are problems. */
export function guarded(name, known) {
  return new Proxy(known, {
    get(target, member) {
      if (typeof member === 'string' && !(member in target) && member !== 'then') {
        report(`${name}.${member} is not in the phone`);
      }
      return target[member];
    },
  });
}

function shown(src) {
  const picture = new Image();
  picture.src = addressOf(src);
  picture.alt = '图片';
  return picture;
}

export const fileCalls = {
  getFileSystemManager: () => manager,
  previewImage: call('previewImage', async ({ urls, current = urls[0] }) => {
    await ask({ title: '图片', choices: ['关闭'], more: [shown(current)] });
  }),
  openDocument: call('openDocument', async ({ filePath, fileType = '' }) => {
    const { size } = fileAt(filePath);
    await ask({ title: '文件', content: `${fileType} ${size} 字节`, choices: ['关闭'] });
  }),
};
