"""What the model says about declared claims: a table of claims in, judgements with numbers and a page for readers out.

A claim is declared, not programmed (``claims.yaml`` in the evidence of a case): arm, reference, outcome, direction.
Everything is measured with the other rooms of :mod:`diplosim.analysis`, so ``compare``, ``sensitivity`` and
``discover`` show the same numbers from the same folder.
"""
