import { wx } from '../wx/index.js';

// `system` follows the size of the font that the person chose in WeChat.
const sizeOf = (given) => (given === 'system' ? `${wx.getAppBaseInfo().fontSizeSetting}px` : given);

export const pageMeta = {
  properties: {
    pageStyle: '',
    pageFontSize: '',
    rootFontSize: '',
    rootBackgroundColor: '',
    backgroundColor: '',
    backgroundTextStyle: '',
  },
  changed(element, data) {
    const page = element.closest('page');
    if (!page) return;
    page.setAttribute('style', data.pageStyle);
    if (data.pageFontSize) page.style.fontSize = sizeOf(data.pageFontSize);
    if (data.backgroundColor) page.style.backgroundColor = data.backgroundColor;
    if (data.rootFontSize) document.documentElement.style.fontSize = sizeOf(data.rootFontSize);
  },
};
