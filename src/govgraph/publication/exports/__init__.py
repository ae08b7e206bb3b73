"""The publication in the words of other projects: one file a format."""

from govgraph.publication.exports.formats import FOLDER as FOLDER
from govgraph.publication.exports.formats import FORMATS as FORMATS
from govgraph.publication.exports.formats import POPOLO as POPOLO
from govgraph.publication.exports.formats import Export as Export
from govgraph.publication.exports.formats import stream as stream
from govgraph.publication.exports.formats import write as write
from govgraph.publication.exports.formats import write_popolo as write_popolo
