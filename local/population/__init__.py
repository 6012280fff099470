"""Who lives in the sandbox: invented people, their households, and what departments hold."""
