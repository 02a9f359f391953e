"""What is known: records, their triples, the store that keeps them and the walks through it."""
