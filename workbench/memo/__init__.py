"""The memo: a case laid out as a tree of blocks, checked for what it lacks, and written as HTML, PDF or Markdown."""
