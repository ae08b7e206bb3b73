"""The publication in the words of other projects: one file a format."""

from govgraph.publication.exports.formats import FORMATS as FORMATS
from govgraph.publication.exports.formats import Export as Export
from govgraph.publication.exports.formats import calls as calls
from govgraph.publication.exports.formats import write as write
