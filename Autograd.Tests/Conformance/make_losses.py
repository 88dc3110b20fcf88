#!/usr/bin/env python3
"""Writes losses.json: cases of losses that golden.json lacks, in its format, computed by PyTorch in float64.

    apt-get install -y python3-torch          # PyTorch 1.13 on Debian 12
    python3 make_losses.py                    # writes losses.json beside this script

A case holds kind, name, attributes, inputs in the order of the op's arguments, output, upstream gradient, the gradient of
sum(output * upstream) by each input (null for integers), and whether the inputs sit at kinks or extremes.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
SEED = 5
generator = torch.Generator().manual_seed(SEED)
cases = []


def randn(*shape, scale=1.0):
    return torch.randn(*shape, generator=generator) * scale


def rand(*shape):
    return torch.rand(*shape, generator=generator)


def signs(*shape):
    return 2 * torch.randint(0, 2, shape, generator=generator) - 1


def pack(tensor):
    tensor = tensor.detach()
    if tensor.dtype == torch.int64:
        return {"shape": list(tensor.shape), "dtype": "int64", "data": tensor.reshape(-1).tolist()}
    data = [x if math.isfinite(x) else "nan" if math.isnan(x) else "inf" if x > 0 else "-inf" for x in tensor.reshape(-1).tolist()]
    return {"shape": list(tensor.shape), "data": data}


def case(name, attributes, inputs, loss, edge=False):
    arguments = [x.clone().requires_grad_(True) if x.is_floating_point() else x for x in inputs]
    output = loss(*arguments)
    upstream = randn(*output.shape) if output.dim() else randn(1)[0]
    leaves = [x for x in arguments if x.is_floating_point()]
    gradients = iter(torch.autograd.grad(output, leaves, upstream))
    cases.append({
        "kind": "loss", "name": name, "attributes": attributes, "inputs": [pack(x) for x in arguments], "output": pack(output), "upstream": pack(upstream),
        "gradients": [pack(next(gradients)) if x.is_floating_point() else None for x in arguments], "edge": edge,
    })


for reduction in ("mean", "sum", "none"):
    r = {"reduction": reduction}
    for shape in ([7], [3, 5], [2, 3, 4]):
        x, y, t = randn(*shape, scale=2), randn(*shape, scale=2), signs(*shape)
        case("smooth_l1_loss", {**r, "beta": 0.0}, [x, y], lambda x, y: F.smooth_l1_loss(x, y, beta=0.0, **r))
        case("soft_margin_loss", r, [x, t], lambda x, t: F.soft_margin_loss(x, t, **r))
        for margin in (1.0, 0.3):
            case("hinge_embedding_loss", {**r, "margin": margin}, [x, t], lambda x, t: F.hinge_embedding_loss(x, t, margin=margin, **r))
        for margin in (0.0, 0.7):
            case("margin_ranking_loss", {**r, "margin": margin}, [x, y, t], lambda x, y, t: F.margin_ranking_loss(x, y, t, margin=margin, **r))
        counts = 1 + torch.poisson(rand(*shape) * 5, generator=generator)
        case("poisson_nll_loss", {**r, "logInput": True, "full": True}, [x, counts], lambda x, t: F.poisson_nll_loss(x, t, full=True, **r))
        case("poisson_nll_loss", {**r, "logInput": False, "eps": 1e-8}, [rand(*shape) * 3, counts], lambda x, t: F.poisson_nll_loss(x, t, log_input=False, **r))
        case("gaussian_nll_loss", {**r, "full": False}, [x, y, rand(*shape) + 0.1], lambda x, t, v: F.gaussian_nll_loss(x, t, v, **r))
        case("gaussian_nll_loss", {**r, "full": True, "eps": 0.3}, [x, y, rand(*shape[:-1], 1)], lambda x, t, v: F.gaussian_nll_loss(x, t, v, full=True, eps=0.3, **r))
        w = rand(shape[-1]) + 0.2
        case("binary_cross_entropy", {**r, "weight": pack(w)}, [rand(*shape), rand(*shape)], lambda x, t: F.binary_cross_entropy(x, t, weight=w, **r))
        p = rand(shape[-1]) * 4
        case("binary_cross_entropy_with_logits", {**r, "posWeight": pack(p)}, [x, rand(*shape)], lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=p, **r))
        case("binary_cross_entropy_with_logits", {**r, "posWeight": pack(p), "weight": pack(w)}, [x, rand(*shape)],
             lambda x, t: F.binary_cross_entropy_with_logits(x, t, weight=w, pos_weight=p, **r))
    for shape in ([5], [4, 6]):
        a, b, c = (randn(*shape) for _ in range(3))
        for p, swap in ((2.0, False), (2.0, True), (1.0, True), (3.0, False), (1.5, True)):
            case("triplet_margin_loss", {**r, "p": p, "swap": swap}, [a, b, c], lambda a, b, c: F.triplet_margin_loss(a, b, c, p=p, swap=swap, **r))
        for margin in (0.0, 0.4):
            case("cosine_embedding_loss", {**r, "margin": margin}, [a, b, signs(*shape[:-1])], lambda a, b, t: F.cosine_embedding_loss(a, b, t, margin=margin, **r))
        labels = torch.stack([torch.randperm(shape[-1], generator=generator) for _ in range(math.prod(shape[:-1]))]).reshape(shape)
        labels[..., 2] = -1
        case("multi_label_margin_loss", r, [a, labels], lambda x, t: F.multilabel_margin_loss(x, t, **r))
        t, w = torch.randint(0, shape[-1], shape[:-1], generator=generator), rand(shape[-1]) + 0.2
        for p, margin in ((1, 1.0), (2, 0.6)):
            case("multi_margin_loss", {**r, "p": p, "margin": margin}, [a, t], lambda x, t: F.multi_margin_loss(x, t, p=p, margin=margin, **r))
            if len(shape) == 2:
                case("multi_margin_loss", {**r, "p": p, "margin": margin, "weight": pack(w)}, [a, t],
                     lambda x, t: F.multi_margin_loss(x, t, p=p, margin=margin, weight=w, **r))
        case("cross_entropy_probabilities", {**r, "labelSmoothing": 0.2, "weight": pack(w)}, [a, F.softmax(b, -1)],
             lambda x, q: F.cross_entropy(x, q, weight=w, label_smoothing=0.2, **r))
    x, t, w = randn(2, 4, 3), F.softmax(randn(2, 4, 3), 1), rand(4) + 0.2
    case("cross_entropy_probabilities", {**r, "labelSmoothing": 0.1, "weight": pack(w)}, [x, t], lambda x, q: F.cross_entropy(x, q, weight=w, label_smoothing=0.1, **r))
for log_target in (False, True):
    t = F.log_softmax(randn(4, 5), 1)
    for reduction in ("batchmean", "mean", "none"):
        case("kl_div", {"reduction": reduction, "logTarget": log_target}, [F.log_softmax(randn(4, 5), 1), t if log_target else t.exp()],
             lambda x, t: F.kl_div(x, t, reduction=reduction, log_target=log_target))

# Kinks and extremes.
none = {"reduction": "none"}
x = torch.tensor([0.0, 1.0, 0.0, 1.0, 1.0 - 1e-16, 1e-50, 1e-20, 0.5])
t = torch.tensor([1, 0, 0, 1, 1, 1, 1, 0])
case("binary_cross_entropy", none, [x, t.double()], lambda x, t: F.binary_cross_entropy(x, t, **none), edge=True)
x = torch.tensor([1e4, -1e4, 1e4, -1e4, 40.0, -40.0, 1e-300, 0.0, 800.0])
t = torch.tensor([1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.5, 0.25, 0.5])
case("binary_cross_entropy_with_logits", none, [x, t], lambda x, t: F.binary_cross_entropy_with_logits(x, t, **none), edge=True)
case("soft_margin_loss", none, [x, torch.tensor([1, -1, -1, 1, 1, -1, 1, -1, -1])], lambda x, t: F.soft_margin_loss(x, t, **none), edge=True)
x, t = torch.tensor([1.0, 1.0, 1.0 + 1e-9, 1.0 - 1e-9, 0.0, -0.0, 1e6, -1e6]), torch.tensor([-1, 1, -1, -1, -1, 1, -1, -1])
case("hinge_embedding_loss", {**none, "margin": 1.0}, [x, t], lambda x, t: F.hinge_embedding_loss(x, t, **none), edge=True)
case("margin_ranking_loss", {**none, "margin": 1.0}, [x, torch.zeros(8), -t], lambda x, y, t: F.margin_ranking_loss(x, y, t, margin=1.0, **none), edge=True)
case("huber_loss", {**none, "delta": 1.0}, [x, torch.zeros(8)], lambda x, y: F.huber_loss(x, y, **none), edge=True)
case("smooth_l1_loss", {**none, "beta": 0.0}, [x, torch.ones(8)], lambda x, y: F.smooth_l1_loss(x, y, beta=0.0, **none), edge=True)
case("gaussian_nll_loss", none, [torch.tensor([0.0, 1.0, 1.0, 2.0]), torch.ones(4), torch.tensor([0.0, 1e-9, 1e-6, 1e9])],
     lambda x, t, v: F.gaussian_nll_loss(x, t, v, **none), edge=True)
case("kl_div", {**none, "logTarget": False}, [torch.tensor([-1.0, -math.inf, -2.0]), torch.tensor([0.0, 0.0, 0.3])], lambda x, t: F.kl_div(x, t, **none), edge=True)
case("poisson_nll_loss", {**none, "full": True}, [torch.tensor([0.0, 1.0, -50.0]), torch.tensor([1.0, 0.0, 2.0])], lambda x, t: F.poisson_nll_loss(x, t, full=True, **none), edge=True)
a = torch.tensor([[0.0, 0.0], [1.0, 2.0], [0.0, 1.0], [3.0, 4.0]])
case("triplet_margin_loss", {**none, "eps": 0.0, "swap": False}, [a, a, a + 1], lambda a, p, n: F.triplet_margin_loss(a, p, n, eps=0.0, **none), edge=True)
case("triplet_margin_loss", {**none, "swap": True}, [a, a + 2, a + 1], lambda a, p, n: F.triplet_margin_loss(a, p, n, swap=True, **none), edge=True)
case("triplet_margin_loss", {**none, "p": 1.0, "eps": 0.0, "swap": False}, [a, a, a + 0.5], lambda a, p, n: F.triplet_margin_loss(a, p, n, p=1.0, eps=0.0, **none), edge=True)
case("cosine_embedding_loss", none, [a, a * torch.tensor([[1.0], [-1.0], [2.0], [1.0]]), torch.tensor([1, -1, -1, 1])], lambda x, y, t: F.cosine_embedding_loss(x, y, t, **none), edge=True)
case("multi_margin_loss", {**none, "p": 1}, [torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]), torch.tensor([0, 2])], lambda x, t: F.multi_margin_loss(x, t, **none), edge=True)
case("multi_label_margin_loss", none, [torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]]), torch.tensor([[0, 0, -1], [-1, 1, 0]])], lambda x, t: F.multilabel_margin_loss(x, t, **none), edge=True)

path = pathlib.Path(__file__).with_name("losses.json")
path.write_text(json.dumps({"by": "PyTorch " + torch.__version__, "seed": SEED, "cases": cases}, separators=(",", ":")) + "\n")
print(len(cases), "cases of", len({c["name"] for c in cases}), "losses")
