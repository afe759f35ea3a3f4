"""Many callers, one hand."""
