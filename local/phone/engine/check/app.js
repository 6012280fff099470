export const checkApp = () => {};
