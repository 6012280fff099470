Page({
  data: {
    opened: 0,
    query: {},
    gap: 40,
    chosen: '',
    rows: [{ name: '受理', done: true }, { name: '核对', done: false }],
  },
  onLoad() {
    this.setData({ opened: wx.getStorageSync('opened'), query: getApp().globalData.query });
  },
  open(event) {
    this.setData({ chosen: `${event.currentTarget.dataset.name} ${event.detail.name}` });
  },
  held() {
    this.setData({ chosen: '按住' });
  },
  draw() {
    wx.navigateTo({
      url: '/pages/draw/draw',
      success: ({ eventChannel }) => eventChannel.emit('name', '田某'),
    });
  },
});
