"""The SPARQL endpoint: SPARQL 1.1 Protocol for programs, a form with a table for people, at one address."""
