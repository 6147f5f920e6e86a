"""What the model says about declared claims: a table of claims in, judgements with numbers and a page for readers out.

A claim is declared, not programmed (``diplosim/evidence/claims.yaml``): arm, reference, outcome and direction. Everything is
measured with the other rooms of :mod:`diplosim.analysis`; nothing is computed here that ``compare``, ``discover`` or
``sensitivity`` would not compute from the same folder.
"""
