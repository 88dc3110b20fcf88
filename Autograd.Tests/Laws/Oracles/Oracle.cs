using Autograd.Core;

namespace Autograd.Tests.Laws.Oracles;

/// <summary>What an op should give, computed in plain double precision by other means than the op itself.</summary>
internal abstract class Oracle
{
    private static readonly Dictionary<string, Oracle> s_all = new[]
        {
            ElementwiseOracles.All, ActivationOracles.All, LossOracles.All, MarginLossOracles.All, ReductionOracles.All, ShapingOracles.All,
            LinearAlgebraOracles.All, IndexingOracles.All, ConvolutionOracles.All, PoolingOracles.All, NormalizationOracles.All,
            RecurrentOracles.All, AttentionOracles.All,
        }
        .SelectMany(part => part)
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>The oracle of an op, or null where there is none.</summary>
    public static Oracle? For(OpDefinition op) => s_all.GetValueOrDefault(op.Name);

    /// <summary>
    /// Whether each element of the result comes from the elements at the same place of the inputs, but for a reduction at the end.
    /// </summary>
    public abstract bool IsElementwise { get; }

    public abstract Nd Value(Nd[] inputs, OpAttributes attributes);
}

/// <summary>An op that computes each element of its result from the elements at the same place of its inputs, which broadcast.</summary>
internal sealed class ElementwiseOracle(Func<double[], OpAttributes, double> formula) : Oracle
{
    public ElementwiseOracle(Func<double, double> formula)
        : this((x, _) => formula(x[0]))
    {
    }

    public ElementwiseOracle(Func<double, double, double> formula)
        : this((x, _) => formula(x[0], x[1]))
    {
    }

    public override bool IsElementwise => true;

    public double At(double[] x, OpAttributes attributes) => formula(x, attributes);

    public override Nd Value(Nd[] inputs, OpAttributes attributes) =>
        Nd.Make(Nd.Broadcast(inputs.Select(input => input.Sizes)),
            index => formula([.. inputs.Select(input => input.Broadcasting(index))], attributes));
}

/// <summary>Any other op.</summary>
internal sealed class WholeOracle(Func<Nd[], OpAttributes, Nd> function, bool isElementwise = false) : Oracle
{
    public override bool IsElementwise => isElementwise;

    public override Nd Value(Nd[] inputs, OpAttributes attributes) => function(inputs, attributes);
}
