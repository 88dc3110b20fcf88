#!/usr/bin/env python3
"""The PyTorch side of the comparison: answers with the time of one block of a workload for every line it reads.

    python3 pytorch_workloads.py <threads> <seconds a block> [<folder with ann-train.data>]

First a line "ready", the versions of PyTorch and OpenBLAS, separated by tabs. Then, for every workload's name read, the microseconds of one
repetition, or "error" and a sentence. A name other than the one before builds the workload anew, warms it up and finds out how many
repetitions fill a block. With "memory <name> <steps>" instead of the threads it runs some steps and prints the peak of its memory in KB.

The environment decides which kernels are compared; the program that starts this one sets it.
"""
import ctypes
import math
import os
import random
import resource
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset


def mlp(sizes, activation):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


class Lion(torch.optim.Optimizer):
    """Lion over all parameters at once: PyTorch 1.13 has none."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, {"lr": lr})
        self.means = None

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        parameters = [p for p in group["params"] if p.grad is not None]
        gradients = [p.grad for p in parameters]
        if self.means is None:
            self.means = [torch.zeros_like(p) for p in parameters]
        ahead = torch._foreach_mul(self.means, 0.9)
        torch._foreach_add_(ahead, gradients, alpha=0.1)
        for c in ahead:
            c.sign_()
        torch._foreach_add_(parameters, ahead, alpha=-group["lr"])
        torch._foreach_mul_(self.means, 0.99)
        torch._foreach_add_(self.means, gradients, alpha=0.01)


def optimizer_of(kind, model):
    if kind == "sgdm":
        return torch.optim.SGD(model.parameters(), lr=1e-4, momentum=0.9)
    if kind == "lion":
        return Lion(model.parameters(), lr=1e-5)
    kinds = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW, "rmsprop": torch.optim.RMSprop, "adagrad": torch.optim.Adagrad}
    return kinds[kind](model.parameters(), lr=1e-5, foreach=True)


def network(name):
    """The network of a name such as mlp-2-16-16-3-b32-prelu, with inputs and targets of its batch."""
    if name == "lenet-28x28-b64-relu":
        model = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
                              nn.Flatten(), nn.Linear(256, 10))
        return model, torch.randn(64, 1, 28, 28), torch.randint(0, 10, (64,))
    *sizes, batch, activation = name.split("-")[1:]
    sizes, batch = [int(size) for size in sizes], int(batch[1:])
    model = mlp(sizes, {"relu": nn.ReLU, "prelu": nn.PReLU}[activation])
    return model, torch.randn(batch, sizes[0]), torch.randint(0, sizes[-1], (batch,))


def step(name, kind):
    model, x, y = network(name)
    loss, optimizer = nn.CrossEntropyLoss(), optimizer_of(kind, model)

    def run():
        optimizer.zero_grad()
        loss(model(x), y).backward()
        optimizer.step()
    return run


def inference(name):
    model, x, _ = network(name)

    def run():
        with torch.no_grad():
            model(x)
    return run


def matmul(shape):
    m, n, k = (int(size) for size in shape.split("x"))
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    return lambda: torch.mm(a, b, out=c)


def activation(name, shape, _):
    x = torch.randn(*(int(size) for size in shape.split("x")), requires_grad=True)
    upstream = torch.randn_like(x)
    slope = torch.full((1,), 0.25, requires_grad=True)
    function = getattr(torch, name) if hasattr(torch, name) else getattr(F, name)
    arguments = {"prelu": (x, slope), "softmax": (x, 1), "log_softmax": (x, 1)}.get(name, (x,))

    def run():
        x.grad = slope.grad = None
        function(*arguments).backward(upstream)
    return run


def cross_entropy(_, shape):
    rows, classes = (int(size) for size in shape.split("x"))
    x, y, loss = torch.randn(rows, classes, requires_grad=True), torch.randint(0, classes, (rows,)), nn.CrossEntropyLoss()

    def run():
        x.grad = None
        loss(x, y).backward()
    return run


def adaptive(targets):
    classes, features, batch = 200_000, 64, 256
    ranks = torch.arange(1, classes + 1, dtype=torch.float64)
    cumulative = torch.cumsum(1 / ranks if targets == "zipf" else torch.ones_like(ranks), 0)
    # The quantiles of the distribution, as on the other side: both have as many rows in each cluster.
    y = torch.searchsorted(cumulative, (torch.arange(batch) + 0.5) / batch * cumulative[-1])
    model = nn.AdaptiveLogSoftmaxWithLoss(features, classes, [2000, 20000], div_value=4.0)
    x, parameters = torch.randn(batch, features, requires_grad=True), list(model.parameters())

    def run():
        x.grad = None
        for parameter in parameters:
            parameter.grad = None
        model(x, y).loss.backward()
    return run


def overhead(_):
    upstream, b, leaf = torch.randn(8), torch.randn(8), torch.randn(8, requires_grad=True)

    def run():
        leaf.grad = None
        y = leaf
        for _ in range(100):
            y = y + b
        y.backward(upstream)
    return run


class CircularBuffer:
    """Sample indices in a random order, shuffled again whenever it has been gone through."""

    def __init__(self, samples):
        self.order, self.position = list(samples), 0
        random.shuffle(self.order)

    def draw(self, count):
        drawn = []
        while len(drawn) < count:
            part = self.order[self.position:self.position + count - len(drawn)]
            drawn += part
            self.position += len(part)
            if self.position == len(self.order):
                self.position = 0
                random.shuffle(self.order)
        return drawn


class ClassBalancedBatchSampler:
    """Batches with as many samples of each class; an epoch goes once through the largest one."""

    def __init__(self, labels, per_class):
        self.buffers = [CircularBuffer((labels == c).nonzero().flatten().tolist()) for c in range(int(labels.max()) + 1)]
        self.largest, self.per_class = max(len(buffer.order) for buffer in self.buffers), per_class

    def __len__(self):
        return math.ceil(self.largest / self.per_class)

    def __iter__(self):
        for start in range(0, self.largest, self.per_class):
            count = min(self.per_class, self.largest - start)
            yield [i for buffer in self.buffers for i in buffer.draw(count)]


def thyroid():
    """The UCI thyroid data where there is a folder, otherwise as many invented patients of each class."""
    if data is None:
        labels = torch.cat([torch.full((count,), c) for c, count in enumerate((93, 191, 3488))])
        return torch.randn(len(labels), 21), labels
    with open(os.path.join(data, "ann-train.data"), encoding="ascii") as file:
        rows = [[float(value) for value in line.split()] for line in file]
    table = torch.tensor(rows)
    return table[:, :-1].contiguous(), table[:, -1].long() - 1


def epoch(_):
    features, labels = thyroid()
    model = mlp([21, 32, 16, 3], nn.PReLU)
    loss, optimizer = nn.CrossEntropyLoss(), optimizer_of("adam", model)
    loader = DataLoader(TensorDataset(features, labels), batch_sampler=ClassBalancedBatchSampler(labels, 16))

    def run():
        for x, y in loader:
            optimizer.zero_grad()
            loss(model(x), y).backward()
            optimizer.step()
    return run


def through(model, x, output=lambda y: y):
    """Forward and backward of a layer, by its input where that is floating point, and by its parameters."""
    parameters = list(model.parameters())
    if x.is_floating_point():
        x.requires_grad_()
    upstream = torch.randn_like(output(model(x)))

    def run():
        x.grad = None
        for parameter in parameters:
            parameter.grad = None
        output(model(x)).backward(upstream)
    return run


def attention():
    heads = [torch.randn(16, 4, 128, 32, requires_grad=True) for _ in range(3)]
    upstream = torch.randn(16, 4, 128, 32)
    fused = getattr(F, "scaled_dot_product_attention", None)

    def attend(q, k, v):
        return fused(q, k, v) if fused else F.softmax(q @ k.transpose(-2, -1) * (1 / math.sqrt(q.shape[-1])), -1) @ v

    def run():
        for x in heads:
            x.grad = None
        attend(*heads).backward(upstream)
    return run


layers = {
    "conv2d-3x3-32-64-28x28-b32": lambda: through(nn.Conv2d(32, 64, 3), torch.randn(32, 32, 28, 28)),
    "lstm-128-128-b32-l50": lambda: through(nn.LSTM(128, 128), torch.randn(50, 32, 128), lambda y: y[0]),
    "gru-128-128-b32-l50": lambda: through(nn.GRU(128, 128), torch.randn(50, 32, 128), lambda y: y[0]),
    "gru-8-16-b8-l20": lambda: through(nn.GRU(8, 16), torch.randn(20, 8, 8), lambda y: y[0]),
    "attention-4x32-l128-b16": attention,
    "transformer-32-h4-f64-l16-b8": lambda: through(
        nn.TransformerEncoderLayer(32, 4, 64, dropout=0, batch_first=True), torch.randn(8, 16, 32)),
    "batch_norm-256x1024": lambda: through(nn.BatchNorm1d(1024), torch.randn(256, 1024)),
    "layer_norm-256x1024": lambda: through(nn.LayerNorm(1024), torch.randn(256, 1024)),
    "embedding-50000x64-b256": lambda: through(nn.Embedding(50_000, 64, sparse=True), torch.randint(0, 50_000, (256,))),
}


def layer(name):
    return layers[name]()


families = {"step": step, "inference": inference, "matmul": matmul, "activation": activation, "loss": cross_entropy, "adaptive": adaptive,
            "layer": layer, "overhead": overhead, "epoch": epoch}


def make(name):
    family, *arguments = name.split("/")
    return families[family](*arguments)


def repetitions(run, block):
    """How many repetitions fill a block, after a warm-up."""
    run()
    start, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() - start < block:
        run()
        count += 1
        if time.perf_counter() - start > 10 * block:
            break
    return max(1, int(block * count / (time.perf_counter() - start)))


def time_of(run, count):
    run()
    start = time.perf_counter()
    for _ in range(count):
        run()
    return (time.perf_counter() - start) / count


def openblas_version():
    try:
        config = ctypes.CDLL("libopenblas.so.0").openblas_get_config
        config.restype = ctypes.c_char_p
        return config().decode()
    except (OSError, AttributeError):
        return "another BLAS"


def serve(threads, block):
    torch.set_num_threads(threads)
    print("ready", torch.__version__, openblas_version(), sep="\t", flush=True)
    current, run, count = None, None, 0
    for line in sys.stdin:
        name = line.strip()
        try:
            if name != current:
                # What the last workload held goes first: two of the large ones together are much memory.
                current, run = None, None
                torch.manual_seed(0)
                run = make(name)
                count, current = repetitions(run, block), name
            answer = f"{time_of(run, count) * 1e6 / (100 if name.startswith('overhead/') else 1):.4f}"
        except Exception as error:
            answer = f"error {type(error).__name__}: {error}".replace("\n", " ")
        print(answer, flush=True)


def peak_memory(name, steps):
    torch.set_num_threads(1)
    run = make(name)
    for _ in range(steps):
        run()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


data = sys.argv[3] if len(sys.argv) > 3 and sys.argv[1] != "memory" else None
if sys.argv[1] == "memory":
    peak_memory(sys.argv[2], int(sys.argv[3]))
else:
    serve(int(sys.argv[1]), float(sys.argv[2]))
