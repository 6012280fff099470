"""What is watched and reviewed while a benefit is received: the people of its household."""
