#!/usr/bin/env python3
"""Measures a training step on wasm beside the step that tfjs's own backend can do, turn by turn.

That backend lacks both gradients of a convolution. The other side is this repository as it was when the wasm engine had
XNNPACK compute them, and with its batch normalisation taken away: that, and the gradients of relu and pooling, are
composed of tfjs's operations. Its sources come out of git.
"""

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from beside_pytorch import MODELS, ROOT, Side, at_least_two, confidence, median_interval, positive, ranged, show, warm_up

# The last commit before the wasm engine had kernels of its own for convolutions.
BEFORE = "46dbe98"
RESIDUAL = tuple(model for model in MODELS if model.startswith("resnet"))


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--model", choices=RESIDUAL, default="resnet20")
    parser.add_argument("--batch", type=positive, default=128, help="images a step (default: 128)")
    parser.add_argument("--rounds", type=at_least_two, default=10, help="turns of each side (default: 10)")
    parser.add_argument("--steps", type=positive, help="steps a turn (default: about a second's)")
    parser.add_argument("--before", default=BEFORE, help=f"the other side's commit (default: {BEFORE})")
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output, progress on standard error")
    return parser.parse_args(argv)


def unpack(commit, folder):
    """The repository as it was, in a folder, on the packages that are installed now."""
    archive = subprocess.run(["git", "archive", commit, "packages"], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode != 0:
        reason = archive.stderr.decode().strip()
        sys.exit(f"git has no commit {commit} here: {reason}\n  to do: git fetch --unshallow")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as sources:
        sources.extractall(folder)
    link_packages(ROOT / "node_modules", Path(folder) / "node_modules")


def link_packages(installed, into):
    """Installed packages are linked; those of the workspace are the folder's own."""
    into.mkdir()
    for entry in installed.iterdir():
        if entry.is_symlink():
            (into / entry.name).symlink_to(entry.readlink())
        elif entry.name.startswith("@"):
            link_packages(entry, into / entry.name)
        elif not entry.name.startswith("."):
            (into / entry.name).symlink_to(entry)


def side(name, root, options, composed):
    step = Path(__file__).with_name("wasm-step.mjs")
    typescript = ["--conditions=qat-source", "--import", (ROOT / "node_modules/tsx/dist/loader.mjs").as_uri()]
    command = ["node", *typescript, str(step), str(root), options.model, str(options.batch), "composed" if composed else "own"]
    return Side(name, command, {})


def in_turns(options):
    with tempfile.TemporaryDirectory(prefix="qat-bench-before-") as folder:
        unpack(options.before, folder)
        now, before = side("present", ROOT, options, False), side("composed", folder, options, True)
        steps = warm_up((now, before), options)
        times = {now: [], before: []}
        for turn in range(options.rounds):
            for each in (now, before) if turn % 2 == 0 else (before, now):
                times[each].append(each.take(steps))
            show(f"round {turn + 1} of {options.rounds}: {times[now][-1]:.1f} ms, composed {times[before][-1]:.1f} ms")
        for each in (now, before):
            each.end()
    return {
        "model": options.model,
        "batch": options.batch,
        "rounds": options.rounds,
        "steps": steps,
        "before": options.before,
        "about": now.about,
        "present": median_interval(times[now]),
        "composed": median_interval(times[before]),
        "ratio": median_interval([b / n for n, b in zip(times[now], times[before])]),
    }


def table(result):
    about = result["about"]
    changes = " with changes" if about["dirty"] else ""
    return [
        f"{result['model']}, batch {result['batch']}, wasm, float weights",
        f"{'':<26}{'median':>9}  {confidence(result['ratio'])} interval, {result['rounds']} rounds of {result['steps']} steps",
        ranged("present kernels, ms", result["present"], result["batch"]),
        ranged("composed, ms", result["composed"], result["batch"]),
        ranged("ratio of speeds", result["ratio"]),
        f"{about['cpu']}, {about['cores']} cores; commit {about['commit']}{changes} against {result['before']}",
    ]


def main(argv):
    options = arguments(argv)
    result = in_turns(options)
    print(json.dumps(result, indent=1) if options.json else "\n".join(table(result)))


if __name__ == "__main__":
    main(sys.argv[1:])
