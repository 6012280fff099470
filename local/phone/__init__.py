"""The phone in the browser: the mini program's own files on WeChat's component engine."""
