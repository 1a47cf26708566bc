"""What is typed: shape and limits."""
