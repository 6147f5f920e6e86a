"""The numbers of the shipped worlds as they are: what must not change unnoticed.

``python -m tests.golden`` plays everything again and says what moved; ``--update`` records the new numbers.
"""
