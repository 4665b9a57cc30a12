"""Search over the whole case: words in context, narrowed by chips, and nothing unveiled."""
