using System.Runtime.CompilerServices;

namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>The parametric rectified linear unit: x where x &gt; 0, else a·x, with slopes a that can be learned.</summary>
    /// <param name="slope">
    /// The slopes a: a single number, one for each channel (axis 1), or any shape that broadcasts to this tensor's, such as one for each
    /// unit.
    /// </param>
    /// <remarks>
    /// He et al., 2015 (arXiv:1502.01852). At 0 the slope a counts. With a = −1 it is the absolute value, with a = 1 the identity.
    /// </remarks>
    /// <exception cref="ArgumentException">The slopes fit neither the channels nor the shape.</exception>
    public Tensor PRelu(Tensor slope)
    {
        ArgumentNullException.ThrowIfNull(slope);
        bool perChannel = slope.Rank == 1 && slope.Count > 1 && Rank > 2 && slope.Count == Shape[1];
        return PReluOp.Instance.Apply(this,
            perChannel ? slope.Reshape(new[] { slope.Count }.Concat(Enumerable.Repeat(1, Rank - 2)).ToArray()) : slope);
    }
}

internal static class PReluOp
{
    public static readonly Op Instance = Op.Binary("prelu", new Formula());

    private readonly record struct Formula : IBinaryFormula
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public R Apply<R>(R x, R a) where R : struct, IReal<R> => R.IfGreater(x, 0, x, a * x);
    }

    public static OpDefinition Definition => new()
    {
        Name = "prelu",
        Category = OpCategory.Activation,
        Activation = new(true, Smoothness.OneKink),
        Formula = @"\begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}",
        Source = "He et al., Delving deep into rectifiers, 2015 (arXiv:1502.01852)",
        Derivative = @"\frac{\partial}{\partial x} = \begin{cases} 1 & x > 0 \\ a & x \le 0 \end{cases}, \quad \frac{\partial}{\partial " +
            @"a} = \begin{cases} 0 & x > 0 \\ x & x \le 0 \end{cases}",
        Usage =
            "Where data can tell which slope the negative side should have. One slope shared by all units, or by a feature map, " +
            "costs next to nothing; a slope for each unit can be much for a large layer. At a = −1 it rectifies fully, so that an " +
            "edge counts whatever its polarity; at a = 1 it is linear; at a = 0 it is Relu. It stays scale-equivariant for every " +
            "a.",
        Example = new(() => Tensor.From([-2.0, 0.0, 3.0]).PRelu(Tensor.Scalar(0.25, DType.Float64))),
        Curve = new("a = 0.25", x => Instance.Apply(x, Tensor.Scalar(0.25, x.DType))),
        Make = _ => Instance,
        Samples = OpSamples.Binary(low2: -0.5, high2: 0.5),
        Kink = Kinks.At(0),
        Errors = OpErrors.Binary("prelu"),
    };
}
