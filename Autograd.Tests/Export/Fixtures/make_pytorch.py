#!/usr/bin/env python3
"""Writes the .pt files here, with PyTorch 1.13. Run in this folder."""
import collections

import torch

torch.manual_seed(3)
model = torch.nn.Sequential(
    torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.PReLU(), torch.nn.Linear(4, 2, bias=False))
model(torch.randn(5, 3))
model.eval()
optimizer = torch.optim.Adam(model.parameters())
inputs = torch.tensor([[0.5, -1.0, 2.0], [-0.25, 0.75, 1.5]])
model(inputs).sum().backward()
optimizer.step()

torch.save(model.state_dict(), "state.pt")
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3, "loss": 0.25, "name": "best", "done": True,
            "inputs": inputs, "outputs": model(inputs).detach()}, "checkpoint.pt")

numbers = torch.arange(24.0)
views = collections.OrderedDict()
views["whole"] = numbers
views["shared"] = numbers.view(4, 6)
views["transposed"] = numbers.view(4, 6).t()
views["offset"] = numbers[5:9]
views["every_other"] = numbers[1::2]
views["permuted"] = numbers.view(2, 3, 4).permute(2, 0, 1)
views["expanded"] = numbers[3:4].expand(2, 3)
views["zero_size"] = torch.zeros(2, 0, 3)
views["scalar"] = torch.tensor(2.5)
views["parameter"] = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
for dtype in (torch.float16, torch.bfloat16, torch.float64, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
    views[str(dtype).removeprefix("torch.")] = torch.arange(5).to(dtype)
views["bool"] = torch.tensor([True, False, True])
torch.save(views, "views.pt")

torch.save({"a": torch.arange(3.0)}, "old.pt", _use_new_zipfile_serialization=False)
torch.save(torch.nn.Linear(2, 1), "module.pt")
torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), "script.pt")
torch.save({"a": torch.zeros(2, dtype=torch.complex64)}, "complex.pt")
torch.save({"a": torch.eye(2).to_sparse()}, "sparse.pt")
torch.save(torch.arange(3.0), "tensor.pt")
