using System.Globalization;
using Autograd.Core;
using Autograd.Tests.Laws;
using Autograd.Tests.Laws.Oracles;

namespace Autograd.Tests.Broken;

/// <summary>A multiplication written by hand, sound but for one defect.</summary>
internal sealed class Specimen(Defect defect) : Op("mul")
{
    private static int s_calls;

    public static OpDefinition With(Defect defect) => new()
    {
        Name = defect == Defect.NoOracle ? "mystery" : "mul",
        Category = OpCategory.Elementwise,
        Formula = defect == Defect.NoFormula ? " " : "x y",
        Source = "Arithmetic",
        Make = _ => new Specimen(defect),
        Samples = [.. defect switch
        {
            Defect.NoSamples => [],
            Defect.NoLargeSample => OpSamples.Binary().Where(sample => sample.Inputs(DType.Float64).All(input => input.Count < 3)),
            Defect.NoBroadcastSample =>
                OpSamples.Binary().Where(sample => sample.Inputs(DType.Float64).DistinctBy(input => input.Shape).Count() == 1),
            Defect.NothingToRepeat => OpSamples.Binary().Where(sample => sample.Inputs(DType.Float64)[0] is { Rank: 0 } or { Count: 0 }),
            Defect.NoEmptySample => OpSamples.Binary().Where(sample => sample.Inputs(DType.Float64).All(input => input.Count > 0)),
            Defect.UnknownAttribute => OpSamples.Binary().Select(sample => sample with { Attributes = new() { ["colour"] = 1 } }),
            _ => OpSamples.Binary(),
        }],
        Kink = defect == Defect.KinkEverywhere ? (_, _, _, _) => true : Kinks.None,
        Errors = [.. OpErrors.Binary("mul").Take(defect == Defect.NoErrors ? 0 : int.MaxValue)],
    };

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        Refuse(inputs);
        Misbehave(inputs[0]);
        Nd x = Nd.From(defect == Defect.ReadsBeyondView ? inputs[0].View(inputs[0].Shape, 1) : inputs[0]), y = Nd.From(inputs[1]);
        int[] shape = Nd.Broadcast([x.Sizes, y.Sizes]);
        Nd product = Nd.Make(shape, index => Product(x.Broadcasting(index), y.Broadcasting(index), index.Sum() == 5));
        if (defect == Defect.RoughInFloat32 && inputs[0].DType == DType.Float32)
        {
            product = product with { Data = [.. product.Data.Select(value => value * (1 + 1e-4))] };
        }

        int calls = Interlocked.Increment(ref s_calls);
        if (defect == Defect.Nondeterministic && calls % 2 == 0)
        {
            product = product with { Data = [.. product.Data.Select(value => value * (1 + 1e-6))] };
        }

        if (defect == Defect.DependsOnThreads && ThreadLimit.Current == 1)
        {
            product = product with { Data = [.. product.Data.Select(value => value * (1 + 1e-6))] };
        }

        if (defect == Defect.InputChanged && inputs[0].Count > 0)
        {
            inputs[0].Bytes[0]++;
        }

        int[] sizes = defect switch
        {
            Defect.ScalarBecomesVector when shape.Length == 0 => [1],
            Defect.BroadcastResultTooBig when x.Data.Length != y.Data.Length => [1, .. shape],
            _ => shape,
        };
        Tensor result = Result(Shape.Of(sizes), inputs[0].DType);
        Numbers.Make(product.Data, sizes, inputs[0].DType).Bytes.CopyTo(result.Bytes);
        return result;
    }

    protected override void Differentiate(Pullback call)
    {
        Tensor x = call.Inputs[0], y = call.Inputs[1], u = call.Upstream;
        if (defect == Defect.UpstreamChanged && u.Count > 0)
        {
            u.Bytes[0]++;
        }

        Tensor byX = defect switch
        {
            Defect.PullbackNotLinear => u * u * y,
            Defect.WrongGradient => u * x,
            Defect.WrongSecondDerivative => u * ((2 * y) - y.Detach()),
            Defect.NoSecondDerivative => u * y.Detach(),
            Defect.FusedDiffersFromRecorded when !call.IsRecording => u * y * (1 + 1e-9),
            Defect.SteepWhereNothingDepends => u * y,
            Defect.LimitMissed => Chain(y, u) + (0 / x),
            _ => Chain(y, u),
        };
        Tensor byY = defect switch
        {
            Defect.WrongGradientOfSecondInput => u * x * (1 + 1e-5),
            Defect.BroadcastGradientMisplaced when y.Count < u.Count && y.Count > 1 => (u * x).SumTo(y.Shape, Name) * Irregular(y),
            _ => Chain(x, u),
        };
        // The second half lies where the first one will be copied to.
        if (defect == Defect.ClaimsGradOfLeaf && x == y && x.FreeGrad() is { } grad && !call.IsRecording)
        {
            (byY * 1.5).Bytes.CopyTo(grad.Bytes);
            (byX, byY) = (byX * 0.5, grad);
        }

        if (call.Needs(0))
        {
            call.Set(0, byX);
        }

        if (call.Needs(1) && !(defect == Defect.SecondUseForgotten && x == y))
        {
            call.Set(1, byY);
        }
    }

    private void Misbehave(Tensor x)
    {
        switch (defect)
        {
            case Defect.ThrowsOnOddSizes when x.Count % 2 == 1:
                _ = x.Shape.Sizes[x.Rank];
                break;
            case Defect.WritesBeyondView when x.Count > 0:
                x.View(x.Shape, 1).Bytes[^1]++;
                break;
            case Defect.TakesMemory:
                // Kept, or optimized code would not take it at all.
                GC.KeepAlive(new byte[1 << 28]);
                break;
            case Defect.NeverEnds:
                Thread.Sleep(Timeout.Infinite);
                break;
        }
    }

    /// <summary>slope · upstream, and 0 where the upstream gradient is 0.</summary>
    public static Tensor Chain(Tensor slope, Tensor upstream) => Tensor.Where(
        upstream.EqualTo(0) | slope.EqualTo(0), Tensor.Zeros([], upstream.DType), upstream * slope);

    private static Tensor Irregular(Tensor like) => OpSamples.Spread(like.Shape, like.DType, 0.9, 1.1);

    private double Product(double x, double y, bool isFifth) => defect switch
    {
        Defect.WrongValue => x * y * (1 + 1e-9),
        Defect.WrongAtOneElement when isFifth => (x * y) + 1e-9,
        Defect.NaNSwallowed when double.IsNaN(x) => 0,
        Defect.SignOfInfinityLost when double.IsInfinity(x * y) => double.PositiveInfinity,
        Defect.SubnormalFlushed when double.IsSubnormal(x) => 0,
        _ => x * y,
    };

    private void Refuse(ReadOnlySpan<Tensor> inputs)
    {
        switch (defect)
        {
            case Defect.WrongMessage when inputs.Length != 2:
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{Name}: bad input count {inputs.Length}"));
            case Defect.RefusesWithoutName when inputs.Length != 2:
                throw new ArgumentException($"Expected 2 inputs, got {inputs.Length}.");
            case Defect.MessageOfThePlace when inputs.Length != 2:
                throw new ArgumentException($"{Name}: expected 2 inputs, got {2 - inputs.Length} too few.");
            case Defect.WrongException when inputs.Length != 2:
                throw new InvalidOperationException($"{Name}: expected 2 inputs, got {inputs.Length}.");
            case Defect.NothingRefused when inputs.Length != 2:
                break;
            default:
                ExpectInputs(inputs, 2);
                break;
        }

        if (defect != Defect.NothingRefused)
        {
            ExpectFloats(inputs);
        }

        if (inputs.Length == 2)
        {
            Tensor.Zeros(Shape.Broadcast(inputs[0].Shape, inputs[1].Shape, Name));
        }
    }
}
