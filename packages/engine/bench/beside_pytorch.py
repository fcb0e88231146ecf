#!/usr/bin/env python3
"""Measures a training step of PyTorch beside the same step of qat-bench, turn by turn.

Two processes, one a side, take steps in alternation: what else the machine does hits both. Who comes first changes every
round. The ratio of a round is PyTorch's time over ours: 1.1 means that we train 1.1 times as many images a second.

PyTorch runs eagerly, on a batch that lies ready in memory; our batches are made from bytes in every step, as a task makes
them.
"""

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MODELS = ("lenet5", "resnet8", "resnet20", "resnet56")
INSTALL = "pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu"


def arguments(argv):
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n\n", maxsplit=1)[0],
        epilog=f"It needs PyTorch ({INSTALL}) and Node.js with this repository's packages (npm ci).",
    )
    parser.add_argument("--model", choices=MODELS, default="resnet20")
    parser.add_argument("--batch", type=positive, default=128, help="images a step (default: 128)")
    parser.add_argument("--threads", type=positive, default=1, help="threads of each side (default: 1)")
    parser.add_argument("--rounds", type=at_least_two, default=15, help="turns of each side (default: 15)")
    parser.add_argument("--steps", type=positive, help="steps a turn (default: about a second's)")
    parser.add_argument("--layout", choices=("channels_last", "nchw"), default="channels_last", help="of PyTorch's tensors")
    parser.add_argument("--engine", default="native", help="ours: native, wasm, webgpu or auto (default: native)")
    parser.add_argument("--method", help="our side trains with this method instead of float weights, as parq")
    parser.add_argument("--precision", help="the precision of --method, as w2a32")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu", help="PyTorch's (default: cpu; cuda was not run yet)")
    parser.add_argument(
        "--parallel",
        type=int,
        choices=(2,),
        help="instead of the ratio: what two processes at once do of one's throughput, for either side",
    )
    parser.add_argument("--json", action="store_true", help="figures as JSON on standard output, progress on standard error")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def positive(text):
    return at_least(1, text)


def at_least_two(text):
    return at_least(2, text)


def at_least(least, text):
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if number < least:
        raise argparse.ArgumentTypeError(f"received {text!r}; allowed is a whole number from {least} on")
    return number


# --- PyTorch's side -------------------------------------------------------------------------------------------------


def import_torch():
    try:
        import torch
    except ImportError:
        sys.exit(f"PyTorch is not installed for {sys.executable}\n  to do: {INSTALL}")
    return torch


def network(torch, model):
    """The networks of qat-tasks: same shapes, same order of operations."""
    nn, functional = torch.nn, torch.nn.functional

    class LeNet5(nn.Module):
        """Pooling before bias and ReLU, which commute with the maximum, as packages/tasks/src/networks/lenet5.ts has it."""

        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(1, 6, 5, padding=2, bias=False)
            self.conv2 = nn.Conv2d(6, 16, 5, bias=False)
            self.bias1 = nn.Parameter(torch.zeros(6, 1, 1))
            self.bias2 = nn.Parameter(torch.zeros(16, 1, 1))
            self.dense1 = nn.Linear(400, 120)
            self.dense2 = nn.Linear(120, 84)
            self.dense3 = nn.Linear(84, 10)

        def forward(self, x):
            x = functional.relu(functional.max_pool2d(self.conv1(x), 2) + self.bias1)
            x = functional.relu(functional.max_pool2d(self.conv2(x), 2) + self.bias2)
            x = functional.relu(self.dense1(x.flatten(1)))
            return self.dense3(functional.relu(self.dense2(x)))

    class Block(nn.Module):
        """Two convolutions beside a shortcut without parameters (option A of He et al. 2015, sec. 4.2)."""

        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.norm1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.norm2 = nn.BatchNorm2d(outputs)
            self.stride, self.added = stride, outputs - inputs

        def forward(self, x):
            y = functional.relu(self.norm1(self.conv1(x)))
            y = self.norm2(self.conv2(y))
            if self.stride > 1:
                x = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.added))
            return functional.relu(y + x)

    class CifarResNet(nn.Module):
        def __init__(self, blocks):
            super().__init__()
            self.conv = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
            self.norm = nn.BatchNorm2d(16)
            stages, before = [], 16
            for width in (16, 32, 64):
                for block in range(blocks):
                    stages.append(Block(before, width, 2 if block == 0 and width > 16 else 1))
                    before = width
            self.stages = nn.Sequential(*stages)
            self.dense = nn.Linear(64, 10)

        def forward(self, x):
            x = self.stages(functional.relu(self.norm(self.conv(x))))
            return self.dense(x.mean((2, 3)))

    if model == "lenet5":
        return LeNet5(), (1, 28, 28)
    return CifarResNet({"resnet8": 1, "resnet20": 3, "resnet56": 9}[model]), (3, 32, 32)


def optimizer_of(torch, model, net):
    """Adam for LeNet-5; else SGD with momentum .9 and weight decay 2e-4 on weights, not on biases and normalisation."""
    if model == "lenet5":
        return torch.optim.Adam(net.parameters(), lr=0.001)
    weights = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    groups = [{"params": weights, "weight_decay": 2e-4}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=0.01, momentum=0.9)


def serve(options):
    """Takes as many steps as a line of standard input says, and answers with a line of JSON, as our side does."""
    torch = import_torch()
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(1)
    if options.device == "cuda" and not torch.cuda.is_available():
        sys.exit("PyTorch sees no CUDA device\n  to do: leave --device out, or install a CUDA build of PyTorch")
    net, shape = network(torch, options.model)
    images = torch.randn(options.batch, *shape)
    labels = torch.randint(0, 10, (options.batch,))
    net, images, labels = (each.to(options.device) for each in (net, images, labels))
    if options.layout == "channels_last":
        net, images = net.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    optimizer = optimizer_of(torch, options.model, net)

    def take(steps):
        for _ in range(steps):
            optimizer.zero_grad(set_to_none=True)
            loss = torch.nn.functional.cross_entropy(net(images), labels)
            loss.backward()
            optimizer.step()
        return loss.item()

    take(1)
    parameters = sum(p.numel() for p in net.parameters())
    print(json.dumps({"ready": True, "torch": torch.__version__, "parameters": parameters}), flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        loss = take(int(line))
        print(json.dumps({"milliseconds": 1000 * (time.perf_counter() - start), "loss": loss}), flush=True)


# --- both sides -----------------------------------------------------------------------------------------------------


class Side:
    """One process that takes steps when it is told to."""

    def __init__(self, name, command, environment):
        self.name = name
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self.about = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if line == "":
            code = self.process.wait()
            self.log.seek(0)
            # Node.js quotes the line that threw, which in a bundle is the whole of it.
            lines = [line[:300] for line in self.log.read().splitlines()[-20:]]
            sys.exit("\n".join([f"the {self.name} side ended with code {code}", *lines]))
        answer = json.loads(line)
        if "error" in answer:
            sys.exit(f"the {self.name} side: {answer['error']}")
        return answer

    def start(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()

    def take(self, steps):
        """Milliseconds a step."""
        self.start(steps)
        return self.answer()["milliseconds"] / steps

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def our_side(options):
    command = ["node", "packages/cli/bin/qat-bench.js", "engine", "bench", "--driven", "--engine", options.engine]
    command += ["--model", options.model, "--batch", str(options.batch), "--threads", str(options.threads)]
    command += ["--method", options.method] if options.method else []
    command += ["--precision", options.precision] if options.precision else []
    return Side("qat-bench", command, {})


def their_side(options):
    command = [sys.executable, __file__, "--serve", "--model", options.model, "--batch", str(options.batch)]
    command += ["--threads", str(options.threads), "--layout", options.layout, "--device", options.device]
    threads = str(options.threads)
    return Side("PyTorch", command, {"OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads})


def warm_up(sides, options):
    """Steps until both are warm; returns how many a turn has: about a second of the slower side's."""
    slowest = max(side.take(3) for side in sides for _ in range(2))
    return options.steps or max(1, round(1000 / slowest))


def median_interval(values, confidence=0.95):
    """Median, and the two values that hold it in 95 % of samples whatever the distribution; of few values, their range."""
    ordered, tail, below, rank = sorted(values), (1 - confidence) / 2, 0.0, 0
    while rank < len(ordered) // 2 and below + math.comb(len(ordered), rank) / 2 ** len(ordered) <= tail:
        below += math.comb(len(ordered), rank) / 2 ** len(ordered)
        rank += 1
    low = max(rank, 1) - 1
    return {
        "median": statistics.median(ordered),
        "low": ordered[low],
        "high": ordered[-1 - low],
        "confidence": confidence if rank > 0 else 1 - 2 / 2 ** len(ordered),
        "values": values,
    }


def require_same_network(ours, theirs):
    counts = ours.about["parameters"], theirs.about["parameters"]
    if counts[0] != counts[1]:
        sys.exit(f"the two networks differ: {counts[0]} parameters here, {counts[1]} in PyTorch")


def in_turns(options):
    """Both sides turn by turn: the ratio of their speeds, a round."""
    ours, theirs = our_side(options), their_side(options)
    require_same_network(ours, theirs)
    steps = warm_up((ours, theirs), options)
    times = {ours: [], theirs: []}
    for turn in range(options.rounds):
        for side in (ours, theirs) if turn % 2 == 0 else (theirs, ours):
            times[side].append(side.take(steps))
        show(f"round {turn + 1} of {options.rounds}: {times[ours][-1]:.1f} ms, PyTorch {times[theirs][-1]:.1f} ms")
    ours.end()
    theirs.end()
    return {
        **about(options, ours, theirs, steps),
        "qatBench": median_interval(times[ours]),
        "pytorch": median_interval(times[theirs]),
        "ratio": median_interval([their / our for our, their in zip(times[ours], times[theirs])]),
    }


def in_parallel(options):
    """One process, then two at once, round by round: what two gain, for either side."""
    result = {}
    for start in (our_side, their_side):
        first, second = start(options), start(options)
        steps = warm_up((first, second), options)
        gains, alone, together = [], [], []
        for turn in range(options.rounds):
            alone.append(first.take(steps) if turn % 2 == 0 else second.take(steps))
            first.start(steps)
            second.start(steps)
            both = [side.answer()["milliseconds"] / steps for side in (first, second)]
            together.append(statistics.mean(both))
            gains.append(sum(alone[-1] / each for each in both))
            show(f"{first.name}, round {turn + 1} of {options.rounds}: two do {gains[-1]:.2f} times what one does")
        for side in (first, second):
            side.end()
        key = "qatBench" if start is our_side else "pytorch"
        result[key] = {
            "alone": median_interval(alone),
            "together": median_interval(together),
            "gain": median_interval(gains),
            "about": first.about,
            "steps": steps,
        }
    ours, theirs = result["qatBench"], result["pytorch"]
    return {**about_machine(options), **result, "relative": ours["gain"]["median"] / theirs["gain"]["median"]}


def about(options, ours, theirs, steps):
    return {**about_machine(options), "steps": steps, "sides": {"qatBench": ours.about, "pytorch": theirs.about}}


def about_machine(options):
    return {
        "model": options.model,
        "batch": options.batch,
        "threads": options.threads,
        "engine": options.engine,
        "layout": options.layout,
        "device": options.device,
        "rounds": options.rounds,
        "python": platform.python_version(),
    }


def show(line):
    print(f"  {line}", file=sys.stderr, flush=True)


def ranged(name, interval, batch=None):
    line = f"{name:<26}{interval['median']:>9.3f}  {interval['low']:.3f} to {interval['high']:.3f}"
    return line + (f"   {1000 * batch / interval['median']:.0f} images/s" if batch else "")


def confidence(interval):
    return f"{round(100 * interval['confidence'])} %"


def turns_table(result):
    about_us = result["sides"]["qatBench"]
    return [
        f"{result['model']}, batch {result['batch']}, {result['threads']} thread(s), {about_us['method']} {about_us['precision']}",
        f"{'':<26}{'median':>9}  {confidence(result['ratio'])} interval, {result['rounds']} rounds of {result['steps']} steps",
        ranged(f"qat-bench {about_us['engine']}, ms", result["qatBench"], result["batch"]),
        ranged(f"PyTorch {result['layout']}, ms", result["pytorch"], result["batch"]),
        ranged("ratio of speeds", result["ratio"]),
        machine_line(about_us, result["sides"]["pytorch"]),
    ]


def parallel_table(result):
    lines = [
        f"{result['model']}, batch {result['batch']}: two processes at once, {result['threads']} thread(s) each",
        f"{'':<26}{'median':>9}  {confidence(result['pytorch']['gain'])} interval, {result['rounds']} rounds",
    ]
    for key, name in (("qatBench", "qat-bench"), ("pytorch", "PyTorch")):
        lines.append(ranged(f"{name} alone, ms", result[key]["alone"]))
        lines.append(ranged(f"{name} two at once", result[key]["together"]))
        lines.append(ranged(f"{name} gain", result[key]["gain"]))
    lines.append(f"{'our gain over theirs':<26}{result['relative']:>9.3f}")
    return [*lines, machine_line(result["qatBench"]["about"], result["pytorch"]["about"])]


def machine_line(ours, theirs):
    hardware, commit = ours["hardware"], ours["commit"]
    sources = f"commit {commit[:12]}{' with changes' if ours['dirty'] else ''}" if commit else "no commit"
    engine = " ".join(str(value) for value in ours["fingerprint"].values())
    return f"{hardware['cpu']}, {hardware['cores']} cores; {engine}; PyTorch {theirs['torch']}; {sources}"


def main(argv):
    options = arguments(argv)
    if options.serve:
        return serve(options)
    import_torch()
    result = in_parallel(options) if options.parallel else in_turns(options)
    table = parallel_table(result) if options.parallel else turns_table(result)
    print(json.dumps(result, indent=1) if options.json else "\n".join(table))


if __name__ == "__main__":
    main(sys.argv[1:])
