using Autograd.Core;

namespace Autograd.Tests.Broken;

/// <summary>A product whose gradient by an operand that was broadcast is added up one by one in its own type.</summary>
internal sealed class LongSumSpecimen() : ElementwiseOp("mul", 2)
{
    public static OpDefinition Definition => new()
    {
        Name = "mul",
        Category = OpCategory.Elementwise,
        Formula = "x y",
        Source = "Arithmetic",
        Make = _ => new LongSumSpecimen(),
        Samples = OpSamples.Binary(),
        Errors = OpErrors.Binary("mul"),
    };

    protected override Tensor Forward(OpCall call) => call.Inputs[0] * call.Inputs[1];

    protected override void Differentiate(Pullback call)
    {
        for (int i = 0; i < 2; i++)
        {
            if (call.Needs(i))
            {
                Tensor x = call.Inputs[i], gradient = call.Upstream * call.Inputs[1 - i];
                call.Set(i, x.Count == gradient.Count || x.DType == DType.Float64 ? gradient : OneByOne(gradient, x.Shape));
            }
        }
    }

    private static Tensor OneByOne(Tensor gradient, Shape shape)
    {
        float[] numbers = gradient.ToArray<float>(), sums = new float[shape.Count];
        int inner = shape.Rank == 2 && shape[1] == 1 ? gradient.Shape[^1] : 1;
        for (int i = 0; i < numbers.Length; i++)
        {
            sums[i / inner % sums.Length] += numbers[i];
        }

        return Tensor.From(sums, shape);
    }
}
