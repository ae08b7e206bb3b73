"""Stage 2: records to quads, asserted, inferred and derived.

Quads at rest are lines of canonical N-Quads: they sort, merge and hash without a graph in
memory. No blank node is ever published, so the sorted lines are the canonical form.
"""
