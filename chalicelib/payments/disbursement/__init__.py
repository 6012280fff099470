"""Money on its way: entitlements followed, runs, releases, payments, answers."""
