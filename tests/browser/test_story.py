"""The story page in a browser, from a file: the real mini program draws every phone in it."""
