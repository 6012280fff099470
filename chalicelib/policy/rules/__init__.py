"""The rules of the law: what a pack says of them, read, put in order and compiled.

`language` is what a formula may say, `specification` the entries of a pack, `formulas` how a
formula is written out with the values of a place folded in, `dialect` how that is written for one
household, `folded` all rules of a day at a place, and `engine` the functions that judge.
"""
