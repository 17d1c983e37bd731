"""What the API's JSON looks like: one module for each noun."""
