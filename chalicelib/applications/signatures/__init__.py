"""Who signs, is proved to be who they say, and consents to what."""
