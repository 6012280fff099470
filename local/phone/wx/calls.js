// How every call of wx answers: success, fail and complete, or a promise where none is given.

import { report } from '../engine/problems.js';

/** Every call of the mini program that went through here, for tests: [name, options]. */
export const recorded = [];

const failed = (name, error) => ({
  errMsg: `${name}:fail ${error?.message ?? error}`,
  ...error?.more,
});

/** A call of WeChat's kind from a function that answers the fields of its result, or throws. */
export function call(name, act) {
  return (given = {}) => {
    recorded.push([name, given]);
    const done = Promise.resolve()
      .then(() => act(given))
      .then((result) => ({ errMsg: `${name}:ok`, ...result }));
    if (!given.success && !given.fail && !given.complete) {
      return done.catch((error) => Promise.reject(failed(name, error)));
    }
    finish(name, done, given);
    return undefined;
  };
}

/** Hand the end of a call to its callbacks. */
export function finish(name, done, given) {
  done.then(
    (result) => {
      given.success?.(result);
      given.complete?.(result);
    },
    (error) => {
      const failure = failed(name, error);
      given.fail?.(failure);
      given.complete?.(failure);
    },
  );
}

/** A call that WeChat answers through callbacks alone: without any, its answer is lost. */
export function callbacksOnly(name, act) {
  return (given = {}) => {
    recorded.push([name, given]);
    if (!given.success && !given.fail && !given.complete) {
      report(`${name} answers no promise: it takes success and fail`);
    }
    const done = Promise.resolve()
      .then(() => act(given))
      .then((result) => ({ errMsg: `${name}:ok`, ...result }));
    finish(name, done, given);
  };
}

/** A call that answers at once, with no more than that it is done. */
export const simple = (name, act) =>
  call(name, (given) => {
    act(given);
    return {};
  });

/** An error with fields of WeChat's own, such as errCode. */
export const failure = (message, more) => Object.assign(new Error(message), { more });
