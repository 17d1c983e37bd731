"""Static files in production: compressed, and named by their content so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's, which also puts the names into the imports of our script modules."""

    support_js_module_import_aggregation = True
