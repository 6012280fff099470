Page({
  data: { rows: Array.from({ length: 20 }, (_, index) => index + 1), name: '', heard: '还没有写', kinds: ['低保', '特困', '临时救助'], kind: -1, born: '', photo: '', sent: 0, said: '' },
  note(word, event) {
    this.notes = [...(this.notes || []), `${word} ${event.detail.value ?? ''}`.trim()];
  },
  type(event) {
    this.note('input', event);
    this.setData({ name: event.detail.value, heard: `写了 ${event.detail.value}` });
  },
  entered(event) {
    this.note('focus', event);
  },
  left(event) {
    this.note('blur', event);
  },
  confirmed(event) {
    this.note('confirm', event);
  },
  reason(event) {
    this.note('reason', event);
  },
  lives(event) {
    this.setData({ said: `住 ${event.detail.value}` });
  },
  has(event) {
    this.setData({ said: `有 ${event.detail.value.join('、')}` });
  },
  helped(event) {
    this.setData({ said: `代填 ${event.detail.value}` });
  },
  pick(event) {
    this.setData({ kind: Number(event.detail.value) });
  },
  date(event) {
    this.setData({ born: event.detail.value });
  },
  async photo() {
    const { tempFiles } = await wx.chooseMedia({ count: 1, mediaType: ['image'] });
    const small = await wx.compressImage({ src: tempFiles[0].tempFilePath, quality: 60, compressedWidth: 100 });
    const files = wx.getFileSystemManager();
    files.saveFile({
      tempFilePath: small.tempFilePath,
      success: ({ savedFilePath }) => {
        wx.setStorageSync('photo', savedFilePath);
        this.setData({ photo: savedFilePath });
        files.getFileInfo({
          filePath: savedFilePath,
          digestAlgorithm: 'sha256',
          success: ({ size, digest }) => this.setData({ said: `${size > 0} ${digest.length}`, sent: 100 }),
        });
      },
    });
  },
  loaded(event) {
    this.note('load', { detail: { value: event.detail.width } });
  },
  submit(event) {
    this.setData({ said: JSON.stringify(event.detail.value) });
  },
  reset() {
    this.setData({ said: '清空了' });
  },
  lower() {
    this.setData({ said: '到底了' });
  },
});
