"""What README says is so."""

import re
import shutil
import subprocess
import sys

import yaml
from django.conf import settings
from django.urls import reverse

from articles.api.views import exchange as api_exchange
from articles.forms import exchange as forms_exchange

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


def test_commands_on_a_plain_machine_have_the_settings_of_the_service(tmp_path):
    """Such as the backup at night, which cron runs with an empty environment."""
    deploy = (settings.BASE_DIR / "docs" / "deploy.md").read_text(encoding="utf-8")
    steps = re.search(r"    cat > /etc/newsreader.env.*?(?=    \.venv/bin/python)", deploy, re.DOTALL)[0]
    steps = (
        re.sub("(?m)^    ", "", steps).replace("/etc/", f"{tmp_path}/").replace("/var/lib/newsreader", str(tmp_path))
    )
    steps = re.sub("chown .*? && ", "", steps)  # there is no such account here
    shutil.copytree(settings.BASE_DIR / "newsreader", tmp_path / "newsreader")
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    for name in ("articles", "templates", "static"):
        (tmp_path / name).symlink_to(settings.BASE_DIR / name)
    subprocess.run(["sh", "-e"], input=steps, cwd=tmp_path, text=True, check=True)
    check = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(check, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_containers_of_the_site_have_all_settings():
    services = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text(encoding="utf-8"))["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "newsreader"}
    assert {name: service["env_file"] for name, service in ours.items()} == dict.fromkeys(
        ("migrate", "web", "worker"), ".env"
    )


def test_nginx_lets_through_what_the_site_takes():
    nginx = (settings.BASE_DIR / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    everywhere, imports = (int(size) * 2**20 for size in re.findall(r"client_max_body_size (\d+)m;", nginx))
    (location,) = re.findall(r"location ~ (\S+) \{", nginx)
    assert everywhere >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    for address, most in (
        (reverse("annotation-import"), forms_exchange.MOST_BYTES),
        (reverse("api-annotation-import"), api_exchange.MOST_BYTES),
    ):
        assert re.search(location, address)
        assert imports >= most
