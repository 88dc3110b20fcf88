using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Modules;

internal static partial class ModuleCatalogue
{
    private static ModuleCase[] Normalization() =>
    [
        new(() => new BatchNorm1d(3), Inputs: [4, 3], Output: [4, 3])
        {
            FileNames = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"],
            Refusals =
            [
                new([4, 2], "BatchNorm1d: the input is [4, 2]; expected [batch, channels] or [batch, channels, length] with 3"),
                new([3], "BatchNorm1d: the input is [3]"),
                new([1, 3], "batch_norm: the input [1, 3] has one value of each channel"),
                new([1, 3, 1], "batch_norm: the input [1, 3, 1] has one value of each channel"),
                new([4, 3, 2, 2], "BatchNorm1d: the input is [4, 3, 2, 2]"),
            ],
            IsSameInUse = false,
        },
        new(() => new BatchNorm1d(3, momentum: null), Inputs: [4, 3, 5], Output: [4, 3, 5])
        {
            Name = "BatchNorm1d of places, cumulative",
            FileNames = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"],
            Refusals = [new([4, 3], "the input is Int64 and the running statistics are Float32", DType.Int64)],
            IsSameInUse = false,
        },
        new(() => new BatchNorm2d(3, affine: false), Inputs: [2, 3, 4, 5], Output: [2, 3, 4, 5])
        {
            FileNames = ["running_mean", "running_var", "num_batches_tracked"],
            Refusals =
            [
                new([4, 3], "BatchNorm2d: the input is [4, 3]; expected [batch, channels, height, width] or [channels, height,"),
                new([1, 3, 1, 1], "batch_norm: the input [1, 3, 1, 1] has one value of each channel"),
            ],
            IsSameInUse = false,
        },
        new(() => new BatchNorm2d(2, trackRunningStats: false), Inputs: [3, 2, 2, 3], Output: [3, 2, 2, 3])
        {
            Name = "BatchNorm2d, no running statistics",
            FileNames = ["weight", "bias"],
            Refusals = [new([3, 3, 4], "BatchNorm2d: the input is [3, 3, 4]; expected [batch, channels, height, width] or [channels,")],
            DependsOnBatchInUse = true,
        },
        new(() => new GroupNorm(2, 4), Inputs: [3, 4, 5], Output: [3, 4, 5])
        {
            FileNames = ["weight", "bias"],
            Refusals = [new([3, 5], "GroupNorm: the input is [3, 5]; expected [batch, channels, ...] with 4 channels")],
        },
        new(() => new InstanceNorm1d(3), Inputs: [2, 3, 5], Output: [2, 3, 5])
        {
            Refusals =
            [
                new([2, 3, 1], "instance_norm: the input [2, 3, 1] has one place of each channel"),
                new([2, 4, 5], "InstanceNorm1d: the input is [2, 4, 5]; expected [batch, channels, length] or [channels, length] with"),
            ],
        },
        new(() => new InstanceNorm1d(3, affine: true, trackRunningStats: true), Inputs: [3, 5], Output: [3, 5])
        {
            Name = "InstanceNorm1d of one sample, with running statistics",
            BatchAxis = null,
            FileNames = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"],
            Refusals = [new([3, 1], "instance_norm: the input [1, 3, 1] has one place of each channel")],
            IsSameInUse = false,
        },
        new(() => new InstanceNorm2d(3, affine: true), Inputs: [2, 3, 2, 5], Output: [2, 3, 2, 5])
        {
            FileNames = ["weight", "bias"],
            Refusals = [new([2, 3], "InstanceNorm2d: the input is [2, 3]")],
        },
        new(() => new InstanceNorm2d(3, trackRunningStats: true, momentum: null), Inputs: [2, 3, 2, 5], Output: [2, 3, 2, 5])
        {
            Name = "InstanceNorm2d with running statistics",
            FileNames = ["running_mean", "running_var", "num_batches_tracked"],
            Refusals = [new([2, 3, 1, 1], "instance_norm: the input [2, 3, 1, 1] has one place of each channel")],
            IsSameInUse = false,
        },
        new(() => new RmsNorm(5), Inputs: [3, 5], Output: [3, 5])
        {
            FileNames = ["weight"],
            Refusals = [new([3, 4], "RmsNorm: the input is [3, 4]; expected [..., 5], the layer's sizes last")],
        },
        new(() => new RmsNorm([2, 3], 0.1, affine: false), Inputs: [4, 2, 3], Output: [4, 2, 3])
        {
            Name = "RmsNorm over two axes, no weight",
            Refusals = [new([3], "RmsNorm: the input is [3]; expected [..., 2, 3], the layer's sizes last")],
        },
        new(() => new LayerNorm(5), Inputs: [3, 5], Output: [3, 5])
        {
            FileNames = ["weight", "bias"],
            Refusals = [new([3, 4], "LayerNorm: the input is [3, 4]; expected [..., 5], the layer's sizes last")],
        },
        new(() => new LayerNorm([2, 3], bias: false), Inputs: [4, 2, 3], Output: [4, 2, 3])
        {
            Name = "LayerNorm over two axes, no bias",
            FileNames = ["weight"],
            Refusals = [new([3], "LayerNorm: the input is [3]; expected [..., 2, 3], the layer's sizes last")],
        },
        new(() => new Dropout(0.4), Inputs: [3, 7], Output: [3, 7])
        {
            Refusals = [new([3], "dropout: input 0 is Int64; expected Float32 or Float64", DType.Int64)],
            IsSameInUse = false,
        },
        new(() => new Dropout(seed: 3), Inputs: [3, 7], Output: [3, 7])
        {
            Name = "Dropout, seeded",
            Refusals = [new([3], "dropout: input 0 is Bool", DType.Bool)],
            IsSameInUse = false,
        },
        new(() => new Dropout2d(0.4), Inputs: [3, 5, 2, 3], Output: [3, 5, 2, 3])
        {
            Refusals = [new([3, 5], "Dropout2d: the input is [3, 5]; expected [batch, channels, height, width] or [channels, height,")],
            IsSameInUse = false,
        },
        new(() => new Dropout1d(0.4), Inputs: [3, 5, 4], Output: [3, 5, 4])
        {
            Refusals = [new([3, 5, 2, 2], "Dropout1d: the input is [3, 5, 2, 2]; expected [batch, channels, length] or [channels, ")],
            IsSameInUse = false,
        },
        new(() => new AlphaDropout(0.4), Inputs: [3, 7], Output: [3, 7])
        {
            Refusals = [new([3], "alpha_dropout: input 0 is Int64", DType.Int64)],
            IsSameInUse = false,
        },
    ];
}
