"""From text to intent and entities: a spaCy `Language` built from config.yml and data/nlu.yml."""
