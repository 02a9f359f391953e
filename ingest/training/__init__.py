"""Trains the models that `ingest` carries. Needs the extra `training`; nothing here runs at ingestion."""
