"""Words for people: numbers, names, and sentences made from events."""
