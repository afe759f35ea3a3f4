"""Where events go, as operators write it."""
