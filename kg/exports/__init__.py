"""Arguments in the formats of others: each module writes one format and knows nothing of the others."""
