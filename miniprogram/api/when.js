// Instants of the service as people read them, in the time of China.

const { inChina, pad } = require('./dates');
const { t } = require('./words');

const timeOf = ({ hour, minute }) => `${hour}:${pad(minute)}`;

/** "2022年12月19日" of an instant; '' of none. */
const day = (instant) => (instant ? t('follow.when.day', inChina(Date.parse(instant))) : '');

/** "2022年12月19日 14:05" of an instant; '' of none. */
function moment(instant) {
  if (!instant) return '';
  return t('follow.when.moment', { day: day(instant), time: timeOf(inChina(Date.parse(instant))) });
}

/** By when something is done: what ends at midnight ends with the day before; '' of none. */
function by(instant) {
  if (!instant) return '';
  const end = Date.parse(instant);
  const { hour, minute } = inChina(end);
  if (hour || minute) return t('follow.when.by_time', { moment: moment(instant) });
  return t('follow.when.by_day', { day: t('follow.when.day', inChina(end - 1)) });
}

/** The day of an instant; of one that ends a day, that day; '' of none. */
function lastDay(instant) {
  if (!instant) return '';
  return t('follow.when.day', inChina(Date.parse(instant) - 1));
}

module.exports = { day, moment, by, lastDay };
