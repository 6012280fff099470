const address = 'http://127.0.0.1:8000';

Page({
  data: { text: '等待' },
  onLoad() {
    this.heard = ({ isConnected, networkType }) => this.say(`${isConnected} ${networkType}`);
    wx.onNetworkStatusChange(this.heard);
  },
  onUnload() {
    wx.offNetworkStatusChange(this.heard);
  },
  say(text) {
    this.setData({ text: typeof text === 'string' ? text : JSON.stringify(text) });
  },
  ask() {
    wx.request({
      url: `${address}/v1/consent-text`,
      success: ({ statusCode, data }) => this.say(`${statusCode} ${typeof data}`),
      fail: ({ errMsg }) => this.say(errMsg),
    });
  },
  login() {
    wx.login({ success: ({ code }) => this.say(code.slice(0, 4)) });
  },
  number(event) {
    this.say(event.detail.errMsg);
  },
  async subscribe() {
    const answer = await wx.requestSubscribeMessage({ tmplIds: ['a'] });
    this.say(answer.a);
  },
  call() {
    wx.makePhoneCall({ phoneNumber: '963961', fail: ({ errMsg }) => this.say(errMsg) });
  },
  async modal() {
    const { confirm } = await wx.showModal({ title: '交吗', content: '交了就开始办' });
    this.say(confirm ? '交' : '不交');
  },
  sheet() {
    wx.showActionSheet({
      itemList: ['拍照', '相册'],
      success: ({ tapIndex }) => this.say(`选了 ${tapIndex}`),
      fail: ({ errMsg }) => this.say(errMsg),
    });
  },
  toast() {
    wx.showToast({ title: '好了', icon: 'none' });
  },
  listen() {
    requirePlugin('WechatSI').textToSpeech({
      lang: 'zh_CN',
      content: '您好',
      success: ({ filename }) => {
        const audio = wx.createInnerAudioContext();
        audio.src = filename;
        audio.onEnded(() => this.say('读完了'));
        audio.play();
      },
      fail: ({ msg }) => this.say(msg),
    });
  },
  look() {
    const query = wx.createSelectorQuery();
    query.select('.card').boundingClientRect();
    query.selectViewport().scrollOffset();
    query.exec(([card, page]) => this.say(`${card.width > 0} ${page.scrollTop}`));
  },
});
