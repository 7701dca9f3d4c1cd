"""The files in deploy/: their names, ports and probes are those that the server has."""

import math
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
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

LATEST_CONTROL, LATEST_STROKE = 150, 300
"""Milliseconds in which a class that is carried has 95 of 100 answers."""

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
        "kubernetes_validate", reason="pip install .[deploy] (120 MB) checks the schemas"
    )
    for manifest in manifests.values():
        validate.validate(manifest, "1.31", strict=True)


def test_compose_and_the_workflows_fit_their_schemas() -> None:
    pytest.importorskip("check_jsonschema", reason="pip install .[deploy] checks the schemas")
    for schema, files in (
        ("vendor.compose-spec", [DEPLOY / "compose.yaml"]),
        ("vendor.github-workflows", sorted((ROOT / ".github/workflows").glob("*.yml"))),
    ):
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
        tried = subprocess.run([*command, *files], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stdout


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


@dataclass(frozen=True)
class Class:
    """A row of performance.md's table.

    Attributes:
        people: How many there were.
        processes: Who served them.
        late_control: Within how many ms 95 of 100 changes of a control were answered.
        late_stroke: The same of strokes; 0 where nobody drew.
        action: CPU of an action in ms.
        memory: Of all processes, in MB.
    """

    people: int
    processes: int
    late_control: float
    late_stroke: float
    action: float
    memory: float

    @property
    def carried(self) -> bool:
        return self.late_control < LATEST_CONTROL and self.late_stroke < LATEST_STROKE


def measured_classes() -> list[Class]:
    text = (ROOT / "docs/performance.md").read_text(encoding="utf-8")
    found = []
    for people, processes, row in re.findall(r"^\| (\d+) people, (\d) \S+ \|(.+)\|$", text, re.M):
        control, _, stroke, _, action, memory, _, _ = (cell.split("/") for cell in row.split("|"))
        numbers = (control[1], stroke[1].strip() or "0", action[0], memory[0])
        rest = (float(number.replace(",", "")) for number in numbers)
        found.append(Class(int(people), int(processes), *rest))
    return found


def test_the_page_says_how_many_a_core_carries_as_the_table_of_load_does() -> None:
    page = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    said = re.search(
        r"\*\*One process carries (\d+) people, and two carry (\d+)\*\*.+?within (\d+) ms and.+?"
        r"within\s(\d+) ms;.+?An action costs (\d+) ms.+?one core then carries (\d+) such people",
        page,
        re.S,
    )
    assert said
    one, two, control, stroke, action, per_core = map(int, said.groups())
    classes = measured_classes()
    largest = {
        processes: max(c.people for c in classes if c.processes == processes and c.carried)
        for processes in (1, 2)
    }
    [full] = [c for c in classes if (c.people, c.processes) == (two, 2)]

    assert (control, stroke) == (LATEST_CONTROL, LATEST_STROKE)
    assert (one, two) == (largest[1], largest[2])
    assert action == round(full.action)
    assert per_core == pytest.approx(1000 * 0.6 / (full.action * 0.37), rel=0.05)
    rows = re.findall(r"^\| ([\d,]+) \| ([\d,]+) \| ([\d.]+) GB \|", page, re.M)
    assert [people for people, _, _ in rows] == ["30", "200", "1,000", "100,000"]
    for people, cores, memory in rows:
        assert int(cores.replace(",", "")) == math.ceil(int(people.replace(",", "")) / per_core)
        needed = int(cores.replace(",", "")) * full.memory / full.processes / 1000
        assert float(memory) == pytest.approx(needed, rel=0.15)
