"""How it is read: from the bytes of a source to records that can be loaded into the graph."""
