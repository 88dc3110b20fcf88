#!/usr/bin/env python3
"""Weights that PyTorch writes for ours to read, and reads of ours.

    apt-get install -y python3-torch                # PyTorch 1.13 on Debian 12
    python3 make_weights.py                         # writes weights.safetensors and weights-cases.safetensors beside this script
    python3 make_weights.py WEIGHTS OUTPUTS         # reads WEIGHTS, computes the outputs for the inputs of the cases, writes OUTPUTS

weights.safetensors is the state of a torch.nn.ModuleDict of every layer with parameters, in float32, as PyTorch names it, without metadata;
weights-cases.safetensors has the inputs ("linear.0") and outputs ("linear") of each. Debian has no package for the format: it is
read and written here.
"""
import json
import pathlib
import struct
import sys

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit(3)

HERE = pathlib.Path(__file__).parent
NAMES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64", torch.bool: "BOOL"}


def write(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous()
        bytes_ = array.numpy().tobytes()
        header[name] = {"dtype": NAMES[array.dtype], "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
        data += bytes_
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header, data = json.loads(content[8:8 + length]), content[8 + length:]
    header.pop("__metadata__", None)
    types = {name: dtype for dtype, name in NAMES.items()}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        dtype = types[entry["dtype"]]
        tensors[name] = (torch.frombuffer(bytearray(data[begin:end]), dtype=dtype) if end > begin else torch.empty(0, dtype=dtype)) \
            .reshape(entry["shape"])
    return tensors


generator = torch.Generator().manual_seed(7)


def randn(*shape):
    return torch.randn(*shape, generator=generator)


def first(module, *inputs):
    output = module(*inputs)
    return output[0] if isinstance(output, tuple) else output


def attend(module, query, key, value):
    return module(query, key, value, need_weights=False)[0]


def encoder_layer(**more):
    return nn.TransformerEncoderLayer(8, 2, 12, dropout=0.1, batch_first=True, **more)


INDICES = torch.tensor([[0, 3, 1], [4, 4, 2]])
LAYERS = {  # name: layer, inputs, call
    "linear": (nn.Linear(4, 5), [randn(3, 4)], first),
    "linear_no_bias": (nn.Linear(4, 5, bias=False), [randn(3, 2, 4)], first),
    "conv1d": (nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), [randn(2, 4, 9)], first),
    "conv2d": (nn.Conv2d(3, 4, (3, 2), stride=(1, 2), padding=(1, 0)), [randn(2, 3, 5, 6)], first),
    "conv2d_no_bias": (nn.Conv2d(2, 4, 3, padding="same", groups=2, bias=False, padding_mode="reflect"), [randn(2, 2, 5, 5)], first),
    "conv_transpose1d": (nn.ConvTranspose1d(4, 2, 3, stride=2, padding=1, output_padding=1, groups=2), [randn(2, 4, 5)], first),
    "conv_transpose2d": (nn.ConvTranspose2d(3, 2, (2, 3), stride=2), [randn(2, 3, 3, 4)], first),
    "batch_norm1d": (nn.BatchNorm1d(4), [randn(5, 4)], first),
    "batch_norm2d": (nn.BatchNorm2d(3, eps=1e-3, momentum=None), [randn(2, 3, 2, 2)], first),
    "batch_norm_plain": (nn.BatchNorm1d(4, affine=False), [randn(5, 4)], first),
    "layer_norm": (nn.LayerNorm((3, 4)), [randn(2, 3, 4)], first),
    "group_norm": (nn.GroupNorm(2, 6), [randn(2, 6, 3)], first),
    "instance_norm1d": (nn.InstanceNorm1d(3, affine=True), [randn(2, 3, 5)], first),
    "instance_norm2d": (nn.InstanceNorm2d(3, affine=True, track_running_stats=True), [randn(2, 3, 3, 2)], first),
    "embedding": (nn.Embedding(5, 3, padding_idx=0), [INDICES], first),
    "rnn": (nn.RNN(3, 4, nonlinearity="relu", batch_first=True), [randn(2, 5, 3)], first),
    "gru": (nn.GRU(3, 4, num_layers=2, bidirectional=True, batch_first=True), [randn(2, 5, 3)], first),
    "lstm": (nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True), [randn(2, 5, 3)], first),
    "lstm_no_bias": (nn.LSTM(3, 4, bias=False), [randn(5, 2, 3)], first),
    "rnn_cell": (nn.RNNCell(3, 4), [randn(2, 3), randn(2, 4)], first),
    "gru_cell": (nn.GRUCell(3, 4), [randn(2, 3), randn(2, 4)], first),
    "lstm_cell": (nn.LSTMCell(3, 4), [randn(2, 3), randn(2, 4), randn(2, 4)], lambda cell, x, h, c: torch.cat(cell(x, (h, c)), 1)),
    "attention": (nn.MultiheadAttention(8, 2, batch_first=True), [randn(2, 3, 8), randn(2, 4, 8), randn(2, 4, 8)], attend),
    "attention_apart": (nn.MultiheadAttention(8, 2, kdim=5, vdim=6, batch_first=True), [randn(2, 3, 8), randn(2, 4, 5), randn(2, 4, 6)],
                        attend),
    "encoder_layer": (encoder_layer(activation="gelu", norm_first=True), [randn(2, 3, 8)], first),
    "encoder": (nn.TransformerEncoder(encoder_layer(), 2, norm=nn.LayerNorm(8)), [randn(2, 3, 8)], first),
    "prelu": (nn.PReLU(4), [randn(3, 4)], first),
    "adaptive": (nn.AdaptiveLogSoftmaxWithLoss(6, 12, [3, 7], div_value=2.0, head_bias=True), [randn(3, 6)],
                 lambda module, x: module.log_prob(x)),
    "network": (nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(16, 3)),
                [randn(2, 1, 6, 6)], first),
}


def outputs(inputs):
    # In double precision, so that what differs is the other side's rounding alone.
    model = nn.ModuleDict({name: layer for name, (layer, _, _) in LAYERS.items()}).double().eval()
    with torch.no_grad():
        return {name: call(model[name], *[x.double() if x.is_floating_point() else x for x in inputs(name)]).float()
                for name, (_, _, call) in LAYERS.items()}


def main():
    torch.set_num_threads(1)
    model = nn.ModuleDict({name: layer for name, (layer, _, _) in LAYERS.items()})
    if len(sys.argv) == 1:
        torch.manual_seed(3)
        with torch.no_grad():
            for name, tensor in model.state_dict().items():
                if tensor.is_floating_point():
                    tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.5 if name.endswith("running_var")
                                 else randn(*tensor.shape) * 0.4)
                else:
                    tensor.fill_(3)
        write(HERE / "weights.safetensors", model.state_dict())
        inputs = {f"{name}.{i}": x for name, (_, xs, _) in LAYERS.items() for i, x in enumerate(xs)}
        write(HERE / "weights-cases.safetensors", {**inputs, **outputs(lambda name: LAYERS[name][1])})
    else:
        model.load_state_dict(read(pathlib.Path(sys.argv[1])), strict=True)
        cases = read(HERE / "weights-cases.safetensors")
        write(pathlib.Path(sys.argv[2]),
              outputs(lambda name: [cases[f"{name}.{i}"] for i in range(len(LAYERS[name][1]))]))


main()
