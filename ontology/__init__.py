"""What may be said: the vocabulary of the graph, its shapes and its concept schemes."""
