"""The table of contents: read, assemble, validate, write, seal."""

from govgraph.pipeline.assembly import assembled as assembled
from govgraph.pipeline.assembly import load_words as load_words
from govgraph.pipeline.assembly import read as read
from govgraph.pipeline.assembly import validated as validated
from govgraph.pipeline.building import build as build
from govgraph.pipeline.checking import Checked as Checked
from govgraph.pipeline.checking import check as check
from govgraph.pipeline.progress import Progress as Progress
from govgraph.pipeline.progress import quiet as quiet
from govgraph.pipeline.work import Work as Work
