"""The pipeline's own components, one file each; `ingest.registry` makes them known to spaCy."""
