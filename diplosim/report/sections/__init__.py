"""The sections of the report, one small function each: ``(material) -> Section | Missing | None``."""
