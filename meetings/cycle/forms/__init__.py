"""What is typed about issues and what is done against them: shape, limits, and a sentence at each field."""
