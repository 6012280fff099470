// A signature, drawn with a finger. A shaking hand is no mistake: whatever was drawn is taken.

const words = require('../../api/words');

const WIDTH = 4; // pixels of the line

Component({
  data: { words: words.group('signature'), empty: false },

  lifetimes: {
    attached() {
      this.setData({ words: words.group('signature') });
    },
    ready() {
      const query = wx.createSelectorQuery().in(this).select('#pad');
      query.fields({ node: true, size: true }).exec(([pad]) => pad && this.prepare(pad));
    },
  },

  methods: {
    prepare({ node, width, height }) {
      const { pixelRatio } = wx.getWindowInfo();
      node.width = width * pixelRatio;
      node.height = height * pixelRatio;
      this.canvas = node;
      this.pen = node.getContext('2d');
      this.pen.scale(pixelRatio, pixelRatio);
      this.wipe();
    },

    wipe() {
      this.pen.fillStyle = '#ffffff';
      this.pen.fillRect(0, 0, this.canvas.width, this.canvas.height);
      this.pen.lineWidth = WIDTH;
      this.pen.lineCap = 'round';
      this.drawn = false;
      this.setData({ empty: false });
    },

    begin({ touches }) {
      const [{ x, y }] = touches;
      this.pen.beginPath();
      this.pen.moveTo(x, y);
    },

    move({ touches }) {
      const [{ x, y }] = touches;
      this.pen.lineTo(x, y);
      this.pen.stroke();
      this.drawn = true;
    },

    end() {
      if (this.drawn) this.setData({ empty: false });
    },

    done() {
      if (!this.drawn) {
        this.setData({ empty: true });
        return;
      }
      wx.canvasToTempFilePath({
        canvas: this.canvas,
        fileType: 'png',
        success: ({ tempFilePath }) => this.triggerEvent('signed', { path: tempFilePath }),
        fail: () => this.setData({ empty: true }),
      });
    },
  },
});
