"""`jiuzhu demo`: families' applications played to their end, told, and checked."""
