"""Stage 5: an immutable directory, sealed by its manifest, swapped in by one rename."""

from govgraph.release import ledger as ledger
from govgraph.release.inputs import Digest as Digest
from govgraph.release.inputs import digests as digests
from govgraph.release.inputs import unchanged as unchanged
from govgraph.release.release import CURRENT as CURRENT
from govgraph.release.release import Release as Release
from govgraph.release.release import open_release as open_release
from govgraph.release.seal import faults as faults
from govgraph.release.seal import seal as seal
from govgraph.release.seal import store_faults as store_faults
from govgraph.release.seal import verify as verify
from govgraph.release.shelf import find as find
from govgraph.release.shelf import prune as prune
from govgraph.release.shelf import releases as releases
from govgraph.release.shelf import use as use
from govgraph.release.staging import lock as lock
from govgraph.release.staging import staging as staging
