"""`python -m newsreader` writes the table of settings into docs/settings.md, from where the settings are read."""

import os
import re

from django.conf import settings

from newsreader.environment import settings_table


def main() -> None:
    """Put the present table in place of the old one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsreader.settings")
    path = settings.BASE_DIR / "docs" / "settings.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^\| variable .*\n(?:\|.*\n)*", lambda _: settings_table(), text), encoding="utf-8")


if __name__ == "__main__":
    main()
