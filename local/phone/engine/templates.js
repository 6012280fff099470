// Compiles WXML with WeChat's own compiler.

import * as compiler from '../vendor/compiler.js';
import { files } from './files.js';
import { ask } from './outside.js';
import { report } from './problems.js';

export async function loadCompiler() {
  const imports = { './glass_easel_template_compiler_bg.js': compiler };
  const { instance } = await WebAssembly.instantiateStreaming(ask('vendor/compiler.wasm'), imports);
  compiler.__wbg_set_wasm(instance.exports);
}

/** Every template of the mini program: path without ".wxml" to what the engine renders. */
export function compileAll() {
  const group = new compiler.TmplGroup();
  for (const [path, text] of Object.entries(files)) {
    if (path.endsWith('.wxs')) group.addScript(path.slice(0, -'.wxs'.length), text);
    if (path.endsWith('.wxml')) add(group, path, text);
  }
  return generated(group);
}

/** One template of the phone's own. */
export function compileOne(text) {
  const group = new compiler.TmplGroup();
  group.addTmpl('', text);
  const groupList = generated(group);
  return { groupList, content: groupList[''] };
}

function add(group, path, text) {
  for (const mistake of group.addTmpl(path.slice(0, -'.wxml'.length), text)) {
    report(`${path}:${mistake.startLine + 1}: ${mistake.message}`);
  }
}

function generated(group) {
  const made = new Function(`return ${group.getTmplGenObjectGroups()}`)();
  group.free();
  return made;
}
