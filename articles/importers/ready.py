"""Imported by the server of reading processes before it forks any: the model is read once, and not for each page."""

from articles.importers.forest import load

load()
