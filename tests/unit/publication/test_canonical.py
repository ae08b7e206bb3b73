"""The canonical form: sorted quads, their union and the meta graph, however the lines are cut."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govgraph.publication import canonical

META = "urn:meta"
_QUADS = st.tuples(
    st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>"]),
    st.sampled_from(["<urn:p>", "<urn:q>"]),
    st.sampled_from(['"x <urn:meta> ."', '" <urn:g> "', "<urn:o>"]),
    st.sampled_from(["urn:g", "urn:h", META]),
)


@given(st.sets(_QUADS), st.lists(st.integers(0, 12)))
def test_union_and_meta_are_what_the_quads_say(
    tmp_path_factory: pytest.TempPathFactory, quads: set[tuple[str, str, str, str]], cuts: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("canonical")
    lines = sorted(f"{s} {p} {o} <{g}> .\n".encode() for s, p, o, g in quads)
    places = sorted({0, len(lines), *(cut for cut in cuts if cut < len(lines))})
    blocks = [b"".join(lines[a:b]) for a, b in itertools.pairwise(places)]

    data = canonical.write(blocks, folder, META)

    told = sorted({f"{s} {p} {o} .\n".encode() for s, p, o, g in quads if g != META})
    assert data.nquads.read_bytes() == b"".join(lines)
    assert data.union.read_bytes() == b"".join(told)
    assert data.meta.read_bytes() == b"".join(x for x in lines if x.endswith(b" <urn:meta> .\n"))
    assert (data.quads, data.triples) == (len(lines), len(told))
    assert data.digest == hashlib.sha256(b"".join(lines)).hexdigest()
    data.unlink()
    assert not list(folder.iterdir())
