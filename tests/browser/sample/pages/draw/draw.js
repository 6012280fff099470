Page({
  data: { name: '', said: '' },
  onLoad() {
    this.getOpenerEventChannel().on('name', (name) => this.setData({ name }));
  },
  onReady() {
    const query = wx.createSelectorQuery();
    query.select('#pad').fields({ node: true, size: true });
    query.exec(([{ node, width, height }]) => {
      const { pixelRatio } = wx.getWindowInfo();
      Object.assign(node, { width: width * pixelRatio, height: height * pixelRatio });
      this.canvas = node;
      this.pen = node.getContext('2d');
      this.pen.scale(pixelRatio, pixelRatio);
      this.pen.lineWidth = 4;
    });
  },
  begin(event) {
    const { x, y } = event.touches[0];
    this.pen.beginPath();
    this.pen.moveTo(x, y);
  },
  move(event) {
    const { x, y } = event.touches[0];
    this.pen.lineTo(x, y);
    this.pen.stroke();
  },
  end() {
    this.setData({ said: '写了一笔' });
  },
  done() {
    wx.canvasToTempFilePath({
      canvas: this.canvas,
      fileType: 'png',
      success: ({ tempFilePath }) => {
        wx.getImageInfo({
          src: tempFilePath,
          success: ({ type, width }) => this.setData({ said: `${type} ${width > 0}` }),
        });
      },
    });
  },
  face() {
    wx.requestFacialVerify({
      verifyId: 'nothing',
      success: () => this.setData({ said: '拍好了' }),
      fail: ({ errMsg, errCode }) => this.setData({ said: `${errMsg} ${errCode}` }),
    });
  },
});
