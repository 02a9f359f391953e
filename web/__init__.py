"""How it is shown: the pages for staffers and the SPARQL endpoint for researchers."""
