"""moto's Step Functions interpreter on the sandbox's clock.

moto runs the real ASL on threads with real sleeps. `install` hands the modules that sleep another
Event, Thread and sleep, so that five hours are one jump, and mends what an execution of ours
would trip over: an environment that is not there yet, a stop that a waiting step does not hear,
and a token that is accepted twice. Definitions are JSONPath without `Assign`: moto has no JSONata.
The timestamps in an execution's history are real ones.
"""

from __future__ import annotations

import importlib
import pickle
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from moto.core.responses import ActionResult, EmptyResult
from moto.stepfunctions.parser.api import TaskDoesNotExist
from moto.stepfunctions.parser.asl.component.common.path import result_path
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_callback as callbacks,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)
from moto.stepfunctions.parser.asl.eval.callback import callback
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.parse.preprocessor import Preprocessor
from moto.stepfunctions.parser.asl.utils import json_path
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.parser.utils import TMP_THREADS
from moto.stepfunctions.responses import StepFunctionResponse

from local.cloud.calls import WORKFLOW, as_function
from local.cloud.clock import LogicalClock

PREFIX = "moto.stepfunctions.parser."
SLEEPERS = (
    "asl.component.state.exec.execute_state",
    "asl.component.program.program",
    "asl.component.state.exec.state_task.service.state_task_service_callback",
    "asl.component.state.exec.state_parallel.branch_worker",
    "asl.component.state.exec.state_parallel.branches_decl",
    "asl.component.state.exec.state_map.iteration.inline_iteration_component",
    "asl.component.state.exec.state_map.iteration.job",
    "asl.eval.callback.callback",
    "asl.eval.environment",
    "asl.component.common.retry.retrier_decl",
    "backend.execution_worker",
)

_clock: LogicalClock | None = None


def clock() -> LogicalClock:
    """The clock that the interpreter runs on."""
    assert _clock is not None
    return _clock


class LogicalEvent:
    """threading.Event on the sandbox's clock."""

    def __init__(self) -> None:
        self._set = False
        self._clock = clock()

    def is_set(self) -> bool:
        """Whether it was set."""
        return self._set

    def set(self) -> None:
        """Set it and wake who waits."""
        with self._clock.condition:
            self._set = True
            self._clock.fire(self)

    def clear(self) -> None:
        """Unset it."""
        self._set = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set, or so many logical seconds are over; whether it was set."""
        with self._clock.condition:
            return self._set or self._clock.wait(self, timeout) or self._set


class LogicalThread(threading.Thread):
    """threading.Thread that is busy while it runs and whose join waits on the clock."""

    def start(self) -> None:
        """Start it; it runs when it is its turn."""
        self._over = LogicalEvent()
        self._clock = clock()
        self._turn = self._clock.begin()
        super().start()

    def run(self) -> None:
        """Run in the workflow's name; whatever happens, its end is reported."""
        try:
            self._clock.admit(self._turn)
            with as_function(WORKFLOW):
                super().run()
        except BaseException as failure:
            self._clock.fail(failure)
        finally:
            self._over.set()
            self._clock.end()

    def join(self, timeout: float | None = None) -> None:
        """Wait for its end on the clock."""
        self._over.wait(timeout)

    def is_alive(self) -> bool:
        """Whether it has not come to its end."""
        return not self._over.is_set()


class _Threading:
    """The `threading` that the interpreter sees."""

    Event = LogicalEvent
    Thread = LogicalThread

    def __getattr__(self, name: str) -> Any:
        return getattr(threading, name)


class _Time:
    """The `time` that the interpreter sees: sleeping is waiting on the clock."""

    @staticmethod
    def sleep(seconds: float) -> None:
        clock().wait(object(), seconds)

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)


_REPLACEMENTS: dict[str, Callable[[], Any]] = {
    "threading": _Threading,
    "time": _Time,
    "Thread": lambda: LogicalThread,
    "Event": lambda: LogicalEvent,
}
_real_environment: Any = ExecutionWorker._get_evaluation_environment
_real_parse: Any = AmazonStateLanguageParser.parse
_real_validate: Any = StepFunctionsParserBackend._validate_definition
_real_start: Any = ExecutionWorker.start
_real_set_error: Any = Environment.set_error
_real_set_stop: Any = Environment.set_stop
_real_wait_for_token: Any = callbacks.StateTaskServiceCallback._eval_wait_for_task_token
_real_notify: Any = callback.CallbackPoolManager.notify


def install(sandbox_clock: LogicalClock) -> None:
    """Let the interpreter run on this clock from now on."""
    global _clock  # moto's interpreter is one a process
    _clock = sandbox_clock
    TMP_THREADS.clear()
    for name in SLEEPERS:
        module = importlib.import_module(PREFIX + name)
        for attribute, value in _REPLACEMENTS.items():
            if hasattr(module, attribute):
                setattr(module, attribute, value())
    for (owner, name), mended in _REPLACED.items():
        setattr(owner, name, mended)


@lru_cache(maxsize=8)
def _read(definition: str) -> tuple[bytes, Any]:
    """A program as it was written down after reading it, and its syntax tree."""
    tree = _real_parse(definition)[1]
    return pickle.dumps(Preprocessor().visit(tree)), tree


def _parse(definition: str) -> tuple[Any, Any]:
    """A fresh program for each execution, from a text that is read once: reading it is slow."""
    program, tree = _read(definition)
    return pickle.loads(program), tree  # noqa: S301  # it was written here


@lru_cache(maxsize=8)
def _validate(definition: str) -> None:
    """A definition is examined once; every town is deployed with the same."""
    _real_validate(definition)


def _send_task_failure(self: Any) -> ActionResult:
    """SendTaskFailure with its cause, which moto drops."""
    self.stepfunction_backend.send_task_failure(
        *(self._get_param(name) for name in ("taskToken", "error", "cause"))
    )
    return EmptyResult()


def _wait(self: Any, env: Any) -> None:
    """A Wait state: one jump of the clock, cut short when the execution is stopped."""
    seconds = self._get_wait_seconds(env=env)
    if seconds > 0:
        env.program_state_event.wait(seconds)


def _start(self: Any) -> None:
    """The environment is there before the thread: tokens and stops look for it at once."""
    self.env = _real_environment(self)
    _real_start(self)


def _environment(self: Any) -> Any:
    return self.env


def _set_error(self: Any, error: Any) -> None:
    """What a stopped execution trips over on its way out does not make it a failed one."""
    if not isinstance(self._program_state, ProgramStopped):
        _real_set_error(self, error)


def _set_stop(self: Any, *args: Any, **more: Any) -> None:
    """A stop also reaches the steps that wait for a token."""
    _real_set_stop(self, *args, **more)
    for endpoint in list(self.callback_pool_manager._pool.values()):
        endpoint.interrupt_all()


def _wait_for_token(self: Any, env: Any, *args: Any, **more: Any) -> Any:
    endpoint = more.get("callback_endpoint") or args[1]
    endpoint.frame = env
    return _real_wait_for_token(self, env, *args, **more)


def _notify(self: Any, callback_id: str, outcome: Any) -> Any:
    """A token whose step has its answer, or has timed out, is gone: TaskDoesNotExist."""
    endpoint = self.get(callback_id)
    frame = getattr(endpoint, "frame", None)
    if endpoint and (endpoint.get_outcome() or (frame and not frame.is_running())):
        raise TaskDoesNotExist("The task is over.", "TaskDoesNotExist", 400)
    return _real_notify(self, callback_id=callback_id, outcome=outcome)


_paths, _result_paths = cast("Any", json_path), cast("Any", result_path)
_kept_path = lru_cache(_paths.parse)  # moto makes a parser each time a path is looked up
_kept_result_path = lru_cache(_result_paths.parse)


@lru_cache(maxsize=8)
def _kept_client(region: str, service: str) -> Any:
    """The interpreter's client of a service, made once a process: making one is slow."""
    return boto_client_for(region, service)


def _client_for(region: str, service: str, state_credentials: object = None) -> Any:
    return _kept_client(region, service)


_REPLACED: dict[tuple[Any, str], Any] = {
    (json_path, "parse"): _kept_path,
    (result_path, "parse"): _kept_result_path,
    (lambda_eval_utils, "boto_client_for"): _client_for,
    (AmazonStateLanguageParser, "parse"): staticmethod(_parse),
    (StepFunctionResponse, "send_task_failure"): _send_task_failure,
    (StepFunctionsParserBackend, "_validate_definition"): staticmethod(_validate),
    (WaitFunction, "_eval_body"): _wait,
    (ExecutionWorker, "_get_evaluation_environment"): _environment,
    (ExecutionWorker, "start"): _start,
    (Environment, "set_error"): _set_error,
    (Environment, "set_stop"): _set_stop,
    (callbacks.StateTaskServiceCallback, "_eval_wait_for_task_token"): _wait_for_token,
    (callback.CallbackPoolManager, "notify"): _notify,
}
