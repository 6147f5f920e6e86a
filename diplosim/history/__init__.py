"""The model held against the record: observed series, coding, stylised facts, hindcasts and their scores."""
