-- The search projection: lists, facets, counts and full text. The graph is the only truth; this can be thrown away.
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY,
    iri TEXT NOT NULL UNIQUE,
    extraction TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    text_sha256 TEXT NOT NULL,
    length INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT,
    issued TEXT,
    url TEXT,
    source_kind TEXT NOT NULL,
    language TEXT NOT NULL,
    pages INTEGER,
    is_brief INTEGER NOT NULL,
    revises TEXT,
-- When a run first brought it into the graph, in ISO 8601; NULL where no run says so.
    loaded TEXT,
-- The state of the index at which the document's rows changed last.
    revision INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS document_revises ON document (revises);

CREATE TABLE IF NOT EXISTS identifier (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    identifier TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS identifier_document ON identifier (document);

-- One row for each document that names the actor; an actor lives as long as one document does.
CREATE TABLE IF NOT EXISTS actor (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    iri TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_author INTEGER NOT NULL,
    aliases TEXT NOT NULL,
    same_as TEXT NOT NULL,
    PRIMARY KEY (iri, document)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS actor_document ON actor (document);

CREATE TABLE IF NOT EXISTS passage (
    iri TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER,
    depth INTEGER NOT NULL,
    provision TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS passage_document ON passage (document, rank);

-- Numbers are never used twice, so that a list that is being sent never takes a new statement for one that went.
CREATE TABLE IF NOT EXISTS statement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    iri TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    passage TEXT NOT NULL,
    role TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER,
    exact TEXT NOT NULL,
    confidence REAL NOT NULL,
    cue TEXT NOT NULL,
    review TEXT NOT NULL,
    speaker TEXT,
    is_reported INTEGER NOT NULL,
    action TEXT,
    object TEXT,
    condition TEXT,
    deadline TEXT,
    instrument TEXT,
    modality TEXT,
    polarity TEXT NOT NULL,
    part_of TEXT,
    supports INTEGER NOT NULL,
    disputes INTEGER NOT NULL,
-- Documents in which it or one of its direct or indirect reasons stands.
    sources INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS statement_document ON statement (document, start);
CREATE INDEX IF NOT EXISTS statement_speaker ON statement (speaker, role);

CREATE TABLE IF NOT EXISTS addressee (
    statement INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    actor TEXT NOT NULL,
    PRIMARY KEY (statement, actor)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS addressee_actor ON addressee (actor);

CREATE TABLE IF NOT EXISTS topic (
    statement INTEGER NOT NULL REFERENCES statement (id) ON DELETE CASCADE,
    topic TEXT NOT NULL,
    PRIMARY KEY (statement, topic)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS topic_topic ON topic (topic);

-- One row for each premise of a justification, also where premise or target stand in another document.
CREATE TABLE IF NOT EXISTS line (
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    iri TEXT NOT NULL,
    target TEXT NOT NULL,
    premise TEXT NOT NULL,
    direction TEXT NOT NULL,
    confidence REAL NOT NULL,
    is_foreign INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS line_document ON line (document);
CREATE INDEX IF NOT EXISTS line_target ON line (target);
CREATE INDEX IF NOT EXISTS line_premise ON line (premise);

-- One row: a number that changes with every change of the index.
CREATE TABLE IF NOT EXISTS state (
    revision INTEGER NOT NULL
);

-- Whatever else has a place in a document: quotes of mentions and citations, so that their IRIs lead to the words.
CREATE TABLE IF NOT EXISTS mention (
    iri TEXT PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    actor TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mention_document ON mention (document, start);
CREATE INDEX IF NOT EXISTS mention_actor ON mention (actor);

-- `names` has a line for each actor and tabs between its names; `topics` a word for each topic, see `kg.phrases`.
CREATE VIRTUAL TABLE IF NOT EXISTS statement_text USING fts5 (
    words, names, title, topics, tokenize = 'porter unicode61 remove_diacritics 2'
);
