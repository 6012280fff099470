// Where the service is and what WeChat calls it: the one file that a deployment changes.

const services = {
  develop: { address: 'http://127.0.0.1:8000', letterTemplate: 'letter-sandbox' },
  trial: { address: 'https://trial.invalid', letterTemplate: '' },
  release: { address: 'https://release.invalid', letterTemplate: '' },
};

const { envVersion } = wx.getAccountInfoSync().miniProgram;

module.exports = {
  ...(services[envVersion] || services.release),
  area: '220200000000', // where people are offered areas first: the city
  topArea: '220000000000',
  hotline: '963961',
  nationwideHotline: '12345',
};
