"""`jiuzhu demo`: families' applications played to their end, logged, and checked."""
