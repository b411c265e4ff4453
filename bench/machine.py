"""What was measured on: processor, memory, file system. Nothing that names a machine or a place."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def describe(folder: Path) -> dict[str, object]:
    """The machine, and the file system that the sites are written to."""
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(int((_field(Path("/proc/meminfo"), "MemTotal") or "0 kB").split()[0]) / 2**20),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "output_on": file_system(folder, Path("/proc/mounts")),
        "load_before": round(os.getloadavg()[0], 2),
    }


def revision() -> str:
    """The commit of this checkout, with a plus where files differ from it."""
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return told.stdout.strip()


def file_system(folder: Path, mounts: Path) -> str:
    """The type of the file system that a folder is on."""
    best, found = -1, "unknown"
    for line in mounts.read_text("utf-8").splitlines():
        _device, point, kind = line.split()[:3]
        if folder.is_relative_to(point) and len(point) > best:
            best, found = len(point), kind
    return found


def _field(path: Path, name: str) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
