#!/usr/bin/env python3
"""Measures a training step on wasm beside the step that tfjs's own backend can do, turn by turn.

That backend lacks both gradients of a convolution. The other side is the same step on tfjs's kernels and these two alone, as
convolutions that XNNPACK runs: batch normalisation, and the gradients of relu and pooling, are composed of tfjs's operations.
"""

import argparse
import json
import sys
from pathlib import Path

from beside_pytorch import MODELS, ROOT, Side, at_least_two, confidence, median_interval, positive, ranged, show, warm_up

RESIDUAL = tuple(model for model in MODELS if model.startswith("resnet"))


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--model", choices=RESIDUAL, default="resnet20")
    parser.add_argument("--batch", type=positive, default=128, help="images a step (default: 128)")
    parser.add_argument("--rounds", type=at_least_two, default=10, help="turns of each side (default: 10)")
    parser.add_argument("--steps", type=positive, help="steps a turn (default: about a second's)")
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output, progress on standard error")
    return parser.parse_args(argv)


def side(name, options, kernels):
    step = Path(__file__).with_name("wasm-step.mjs")
    typescript = ["--conditions=qat-source", "--import", (ROOT / "node_modules/tsx/dist/loader.mjs").as_uri()]
    return Side(name, ["node", *typescript, str(step), options.model, str(options.batch), kernels], {})


def in_turns(options):
    now, before = side("own", options, "own"), side("composed", options, "composed")
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
        "about": now.about,
        "own": median_interval(times[now]),
        "composed": median_interval(times[before]),
        "ratio": median_interval([b / n for n, b in zip(times[now], times[before])]),
    }


def table(result):
    about = result["about"]
    changes = " with changes" if about["dirty"] else ""
    return [
        f"{result['model']}, batch {result['batch']}, wasm, float weights",
        f"{'':<26}{'median':>9}  {confidence(result['ratio'])} interval, {result['rounds']} rounds of {result['steps']} steps",
        ranged("own kernels, ms", result["own"], result["batch"]),
        ranged("composed, ms", result["composed"], result["batch"]),
        ranged("ratio of speeds", result["ratio"]),
        f"{about['cpu']}, {about['cores']} cores; commit {about['commit']}{changes}",
    ]


def main(argv):
    options = arguments(argv)
    result = in_turns(options)
    print(json.dumps(result, indent=1) if options.json else "\n".join(table(result)))


if __name__ == "__main__":
    main(sys.argv[1:])
