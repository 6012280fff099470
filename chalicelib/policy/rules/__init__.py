"""The rules of the law, from what a pack says of them to functions that assess a household.

| file | what it does |
|---|---|
| `specification` | reads the pack's facts, formulas, conditions and schemes, and orders them |
| `language` | says which forms a formula may have |
| `formulas` | writes each form out, with the values of a day and place folded in |
| `dialect` | says how a choice is written for one household; columns have a dialect of their own |
| `nodes` | makes the syntax nodes of which all of this is written |
| `folded` | holds all rules of a day at a place, each written out |
| `functions` | puts them together as functions |
| `engine` | compiles the functions, once for each day and place |

A new form of formula goes into `language` and `formulas`; a new kind of entry into `specification`
and `functions`. Values, formulas and conditions themselves are data of the packs.
"""
