namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The same numbers as elements of another type, differentiably between the two floating-point types.</summary>
    /// <param name="dtype">The type wanted. Towards Int64 fractions are cut off; towards Bool all but 0 is true.</param>
    /// <exception cref="ArgumentException">A number does not fit into Int64.</exception>
    public Tensor To(DType dtype) => dtype == DType ? this : new ToOp(dtype).Apply(this);

    /// <summary><c>To(DType.Float32)</c>.</summary>
    public Tensor ToFloat32() => To(DType.Float32);

    /// <summary><c>To(DType.Float64)</c>.</summary>
    public Tensor ToFloat64() => To(DType.Float64);

    /// <summary><c>To(DType.Int64)</c>: fractions are cut off.</summary>
    /// <exception cref="ArgumentException">A number does not fit into Int64.</exception>
    public Tensor ToInt64() => To(DType.Int64);

    /// <summary><c>To(DType.Bool)</c>: all but 0 is true.</summary>
    public Tensor ToBool() => To(DType.Bool);
}

internal sealed class ToOp(DType dtype) : Op("to", $"{dtype}")
{
    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        Tensor output = Result(inputs[0].Shape, dtype);
        Cast.Run(inputs[0], output);
        return output;
    }

    protected override void Differentiate(Pullback call) => call.Set(0, call.Upstream.To(call.Inputs[0].DType));

    public static OpDefinition Definition => new()
    {
        Name = "to",
        Category = OpCategory.Elementwise,
        Formula = "x",
        Source = "Conversion of types",
        Derivative = "1",
        Usage =
            "Float64 for checks, Float32 for everything else; nothing is converted silently, so mixing types is an error that " +
            "names this op.",
        Example = new(() => Tensor.From([1.5f, 2.5f]).To(DType.Float64)),
        Parameters = [new("dtype", "Float64", "The type wanted: Float32, Float64, Int64 or Bool.")],
        Make = attributes => new ToOp(Parse(attributes.Word("dtype"))),
        Samples = OpSamples.Unary(),
        Errors =
        [
            new("to: expected 1 input, got 2", () => [Tensor.Ones([2]), Tensor.Ones([2])]),
            new("to: the number 1E+30 does not fit into Int64", () => [Tensor.From([1e30])], new() { ["dtype"] = "Int64" }),
            new("to: dtype is \"Float16\"; expected Float32, Float64, Int64 or Bool", () => [Tensor.Ones([2])],
                new() { ["dtype"] = "Float16" }),
        ],
    };

    private static DType Parse(string name) => Enum.TryParse(name, out DType dtype) && Enum.IsDefined(dtype)
        ? dtype
        : throw new ArgumentException($"to: dtype is \"{name}\"; expected Float32, Float64, Int64 or Bool.", nameof(name));
}
