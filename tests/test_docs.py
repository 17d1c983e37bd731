"""What README says is so."""

import re

from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")


def test_the_files_that_it_names_exist():
    for path in re.findall(r"`((?:articles|tests|docs)/[\w/]+\.\w+)`", README) + re.findall(r"\]\(([\w/.]+)\)", README):
        assert (settings.BASE_DIR / path).exists(), path


def test_the_commands_that_it_names_exist():
    for command in re.findall(r"manage\.py (\w+)", README):
        assert (
            command in {"migrate", "collectstatic", "createsuperuser", "check", "rebuild_modelsearch_index"}
            or (settings.BASE_DIR / "articles" / "management" / "commands" / f"{command}.py").exists()
        ), command
    makefile = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"make (\w+)  ", README):
        assert re.search(rf"^{target}:", makefile, re.M), target
