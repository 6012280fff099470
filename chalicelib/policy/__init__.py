"""The law as dated data: `load_pack(name).parameters_on(day)` is what is in force on a day.

Every value has a start, a unit, a citation and a status: *enacted*, or *assumed* where no public
source exists. The loader refuses a pack whose values lack any of these, overlap, run backwards or
are floats, so that nothing undated or unsourced can decide about a family.
"""

from chalicelib.policy.catalogue import Catalogue, Figure, Item, Source
from chalicelib.policy.pack import Pack, Parameters, load_pack
from chalicelib.policy.values import Value

__all__ = ["Catalogue", "Figure", "Item", "Pack", "Parameters", "Source", "Value", "load_pack"]
