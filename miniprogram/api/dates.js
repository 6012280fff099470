// Days as "YYYY-MM-DD", in the time of China, wherever the phone is.

const clock = require('./clock');

const CHINA = 8 * 3600 * 1000;

const pad = (number, length = 2) => String(number).padStart(length, '0');

/** The parts of an instant in China. */
function inChina(instant) {
  const shifted = new Date(instant + CHINA);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
  };
}

function today() {
  const { year, month, day } = inChina(clock.now());
  return dayText(year, month, day);
}

const dayText = (year, month, day) => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** Whether there is such a day. */
function exists(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * Full years of somebody on a day. Who was born on 29 February completes a year without that day
 * on 28 February (civil code, art. 202).
 */
function ageOn(born, day) {
  const [year, month, date] = day.split('-').map(Number);
  const [birthYear, birthMonth, birthDate] = born.split('-').map(Number);
  const birthday = exists(year, birthMonth, birthDate) ? birthDate : birthDate - 1;
  const isBefore = month < birthMonth || (month === birthMonth && date < birthday);
  return year - birthYear - (isBefore ? 1 : 0);
}

module.exports = { today, inChina, dayText, exists, ageOn, pad };
