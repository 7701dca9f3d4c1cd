"""The files in deploy/: their names, ports and probes are those that the server has."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from serving import image
from serving.proxy import TEMPLATE

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
PORT = 8501
PROBES = {"/ready", "/_stcore/health"}
"""Addresses that answer for the server; any other one answers with Streamlit's page."""

yaml = pytest.importorskip("yaml", reason="pip install pyyaml reads the manifests")


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text()))


@pytest.fixture
def manifests() -> dict[str, dict[str, Any]]:
    paths = sorted((DEPLOY / "kubernetes").glob("*.yaml"))
    return {one["kind"]: one for path in paths for one in documents(path)}


def test_every_kind_that_a_faculty_needs_is_there(manifests: dict[str, Any]) -> None:
    kinds = "Deployment Service Ingress HorizontalPodAutoscaler PodDisruptionBudget"

    assert set(manifests) == set(kinds.split())


def test_each_manifest_fits_kubernetes_schema(manifests: dict[str, Any]) -> None:
    validate = pytest.importorskip(
        "kubernetes_validate", reason="pip install kubernetes-validate (120 MB) checks the schemas"
    )
    for manifest in manifests.values():
        validate.validate(manifest, "1.31", strict=True)


def test_service_ingress_autoscaler_and_budget_find_the_deployment(
    manifests: dict[str, Any],
) -> None:
    deployment = manifests["Deployment"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    service = manifests["Service"]
    [port] = service["spec"]["ports"]
    [container] = deployment["spec"]["template"]["spec"]["containers"]

    assert deployment["spec"]["selector"]["matchLabels"] == labels
    assert service["spec"]["selector"] == labels
    assert manifests["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    target = manifests["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", deployment["metadata"]["name"])
    assert port["targetPort"] in [one["name"] for one in container["ports"]]
    assert [one["containerPort"] for one in container["ports"]] == [PORT]
    [path] = manifests["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"]["name"] == service["metadata"]["name"]
    assert path["backend"]["service"]["port"]["name"] == port["name"]


def test_probes_ask_what_the_server_answers(manifests: dict[str, Any]) -> None:
    [container] = manifests["Deployment"]["spec"]["template"]["spec"]["containers"]
    asked = {name: container[name]["httpGet"] for name in container if name.endswith("Probe")}

    assert set(asked) == {"startupProbe", "readinessProbe", "livenessProbe"}
    assert {one["path"] for one in asked.values()} <= PROBES
    assert asked["readinessProbe"]["path"] == "/ready"
    assert 'f"{base}/ready"' in (ROOT / "app/server.py").read_text()


def test_the_cookie_is_the_one_that_our_own_proxy_sets(manifests: dict[str, Any]) -> None:
    noted = manifests["Ingress"]["metadata"]["annotations"]
    name = noted["nginx.ingress.kubernetes.io/session-cookie-name"]

    assert f"$cookie_{name}" in TEMPLATE.read_text()


def test_nobody_is_root_and_the_image_without_a_target_is_the_app() -> None:
    assert "USER 10001" in DOCKERFILE
    assert re.findall(r"^FROM \S+ AS (\w+)", DOCKERFILE, re.MULTILINE)[-1] == "app"
    assert "torch" not in DOCKERFILE.replace("No torch", "")


def test_what_the_image_copies_is_there_and_not_ignored() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, name


def test_compose_joins_the_proxy_to_the_app_by_name_and_port() -> None:
    [compose] = documents(DEPLOY / "compose.yaml")
    app, proxy = compose["services"]["app"], compose["services"]["proxy"]

    assert f"ARG REPLICAS=app:{PORT}" in DOCKERFILE
    assert proxy["ports"] == [f"{PORT}:{image.PORT}"]
    assert proxy["depends_on"]["app"]["condition"] == "service_healthy"
    stages = re.findall(r"^FROM \S+ AS (\w+)", DOCKERFILE, re.MULTILINE)
    for service in (app, proxy):
        assert service["build"]["target"] in stages
        assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()


def test_the_free_hosts_ask_the_same_port_and_probe() -> None:
    [render] = documents(DEPLOY / "render.yaml")
    [service] = render["services"]
    fly = tomllib.loads((DEPLOY / "fly.toml").read_text())
    space = (DEPLOY / "huggingface/README.md").read_text().split("---")[1]

    assert (ROOT / service["dockerfilePath"]).exists()
    assert service["healthCheckPath"] in PROBES
    assert service["envVars"] == [{"key": "PORT", "value": f"{PORT}"}]
    assert fly["http_service"]["internal_port"] == PORT
    assert fly["http_service"]["checks"][0]["path"] in PROBES
    assert (DEPLOY / fly["build"]["dockerfile"]).exists()
    assert yaml.safe_load(space)["app_port"] == PORT


def test_a_host_that_installs_requirements_gets_the_app_as_we_test_it() -> None:
    lines = (ROOT / "requirements.txt").read_text().splitlines()[1:]

    assert lines == ["-c constraints.txt", "-e .[app]"]
