using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The affine map x·Wᵀ + b of the last axis, the bias added while the product is computed.</summary>
    /// <param name="weight">The weights W, of shape [out, in].</param>
    /// <param name="bias">The biases b, of shape [out], or null for none.</param>
    /// <returns>A tensor of shape [..., out] for one of shape [..., in].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not fit.</exception>
    public Tensor Linear(Tensor weight, Tensor? bias = null) =>
        bias is null ? LinearOp.Instance.Apply(this, weight) : LinearOp.Instance.Apply(this, weight, bias);
}

internal sealed class LinearOp : Op
{
    public static readonly Op Instance = new LinearOp();

    private LinearOp()
        : base("linear")
    {
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, inputs.Length == 3 ? 3 : 2);
        ExpectFloats(inputs);
        Tensor x = inputs[0], weight = inputs[1];
        Tensor? bias = inputs.Length == 3 ? inputs[2] : null;
        if (x.Rank == 0 || weight.Rank != 2 || x.Shape[^1] != weight.Shape[1])
        {
            throw NotFitting(x, weight);
        }

        int outFeatures = weight.Shape[0], inFeatures = weight.Shape[1];
        if (bias is not null && (bias.Rank != 1 || bias.Count != outFeatures))
        {
            throw NotFitting(bias, weight, outFeatures);
        }

        Tensor y = Result(inFeatures == outFeatures ? x.Shape : x.Shape.With(x.Rank - 1, outFeatures, Name), x.DType);
        MatrixProduct.Run(x, 0, false, weight, 0, true, y, 0, x.Shape.CountOf(..^1), outFeatures, inFeatures, bias);
        return y;
    }

    protected override void Differentiate(Pullback call)
    {
        if (call.IsRecording)
        {
            Record(call);
            return;
        }

        // The leading axes are rows of one matrix, whatever their number.
        Tensor x = call.Inputs[0], weight = call.Inputs[1], upstream = call.Upstream;
        int outFeatures = weight.Shape[0], inFeatures = weight.Shape[1], rows = x.Shape.CountOf(..^1);
        if (call.Destination(0) is { } dx)
        {
            MatrixProduct.Run(upstream, 0, false, weight, 0, false, dx, 0, rows, inFeatures, outFeatures);
        }

        if (call.Destination(1) is { } dw)
        {
            MatrixProduct.Run(upstream, 0, true, x, 0, false, dw, 0, outFeatures, inFeatures, rows);
        }

        if (call.Inputs.Length == 3 && call.Destination(2) is { } db)
        {
            Reduce.SumRows(upstream, rows, db);
        }
    }

    // The messages are made apart: inlined, they would use up what the compiler is willing to inline.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException NotFitting(Tensor x, Tensor weight) =>
        new($"{Name}: the input is {x.Shape} and the weight {weight.Shape}; expected [..., in] and [out, in] with the same 'in'" +
            $"{(x.Rank > 1 && weight.Rank == 2 ? WayOut(x.Shape, weight.Shape[1]) : "")}.");

    // A picture without a batch loses its channels, not its places, to a Flatten.
    private static string WayOut(Shape x, int inFeatures) => x.Rank > 2 && x.CountOf(1..) == inFeatures
        ? ": flattened it would fit (Flatten)"
        : x.Count == inFeatures ? ". All of it together would fit: is the axis of the batch missing? Unsqueeze(0) makes a batch of one"
        : "";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ArgumentException NotFitting(Tensor bias, Tensor weight, int outFeatures) =>
        new($"{Name}: the bias is {bias.Shape} and the weight {weight.Shape}; expected a bias of [{outFeatures}].");

    private static void Record(Pullback call)
    {
        Tensor x = call.Inputs[0], weight = call.Inputs[1];
        Tensor upstream = call.Upstream.Reshape(x.Shape.CountOf(..^1), weight.Shape[0]);
        if (call.Needs(0))
        {
            call.Set(0, upstream.MatMul(weight).Reshape(x.Shape));
        }

        if (call.Needs(1))
        {
            call.Set(1, upstream.MatMul(x.Reshape(upstream.Shape[0], weight.Shape[1]), transposeThis: true));
        }

        if (call.Inputs.Length == 3 && call.Needs(2))
        {
            call.Set(2, upstream.Sum(0));
        }
    }

    public static OpDefinition Definition => new()
    {
        Name = "linear",
        Category = OpCategory.LinearAlgebra,
        Formula = @"y_i = \sum_j W_{ij} x_j + b_i",
        Source = "Rosenblatt, The perceptron, 1958",
        Derivative = @"\frac{\partial}{\partial x} = G W, \quad \frac{\partial}{\partial W} = G^\top x, \quad \frac{\partial}{\partial " +
            @"b} = \sum_n G_n, \quad G = \frac{\partial}{\partial y}",
        Usage =
            "The layer between nonlinearities. Two of them in a row are one: there must be a nonlinearity in between. Weights " +
            "should be of the order of 1/√n, so that values keep their size from layer to layer.",
        Example = new(() => Tensor.From([1.0, 2.0], [1, 2]).Linear(Tensor.From([1.0, 0.0, 0.5, 0.5], [2, 2]), Tensor.From([0.0, 1.0]))),
        Make = _ => Instance,
        Samples =
        [
            Sample([4, 3], [2, 3], bias: true),
            Sample([4, 3], [2, 3], bias: false),
            Sample([5, 19], [17, 19], bias: true),
            Sample([2, 3, 4], [5, 4], bias: true),
            Sample([3], [2, 3], bias: true),
            Sample([0, 3], [2, 3], bias: true),
            Sample([2, 0], [3, 0], bias: true),
        ],
        Errors =
        [
            new("linear: the input is [2, 3] and the weight [3, 2]; expected [..., in] and [out, in]",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([3, 2])]),
            new("with the same 'in': flattened it would fit (Flatten)", () => [Tensor.Ones([2, 3, 4]), Tensor.Ones([2, 12])]),
            new("linear: the bias is [3] and the weight [4, 3]; expected a bias of [4]",
                () => [Tensor.Ones([2, 3]), Tensor.Ones([4, 3]), Tensor.Ones([3])]),
            new("linear: the input is [] and the weight [1, 1]", () => [Tensor.Ones([]), Tensor.Ones([1, 1])]),
            new("linear: the inputs are Float32 and Float64; expected one type",
                () => [Tensor.Ones([1, 1]), Tensor.Ones([1, 1], DType.Float64)]),
            new("linear: expected 2 inputs, got 1", () => [Tensor.Ones([1, 1])]),
        ],
    };

    private static OpSample Sample(Shape x, Shape weight, bool bias) => new(
        $"{x} by {weight}{(bias ? "" : " without bias")}",
        dtype => bias
            ? [OpSamples.Spread(x, dtype), OpSamples.Spread(weight, dtype, phase: 1), OpSamples.Spread([weight[0]], dtype, phase: 2)]
            : [OpSamples.Spread(x, dtype), OpSamples.Spread(weight, dtype, phase: 1)]);
}
