"""The pages of approval; `app.py` names its modules."""
