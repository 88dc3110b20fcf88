namespace Autograd.Core;

/// <summary>
/// Compares derivatives with five-point central differences, in Float64: the gradient for an irregular upstream gradient and, where input
/// and output are small, every element of the Jacobian; then the gradient of the gradient in the same way.
/// </summary>
/// <example><code>
/// GradCheck.Run(new Mish());
/// GradCheck.Run(OpRegistry.Find("matmul"));
/// GradCheck.Run("my loss", inputs => (inputs[0] * inputs[1]).Sum(), [x, y]);
/// </code></example>
public static class GradCheck
{
    /// <summary>Checks an op on all its samples, leaving out the kinks its definition names.</summary>
    /// <param name="definition">The op.</param>
    /// <param name="options">Steps and tolerances.</param>
    public static GradCheckReport Run(OpDefinition definition, GradCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        options ??= new();
        var tally = new GradCheckTally(definition.Name, options with { Kink = options.Kink ?? definition.Kink });
        foreach (OpSample sample in definition.Samples)
        {
            Op op = definition.Create(sample.Attributes);
            tally.Check(sample.Name, inputs => op.Apply([.. inputs]), sample.Inputs(DType.Float64));
        }

        return tally.Report(mayBeEmpty: false);
    }

    /// <summary>Checks an op at a point.</summary>
    /// <param name="op">The op.</param>
    /// <param name="inputs">The point. Float32 is widened; integers and truth values are held fixed.</param>
    public static GradCheckReport Run(Op op, params Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        return Run(op.Name, tensors => op.Apply([.. tensors]), inputs);
    }

    /// <summary>Checks an elementwise formula on numbers spread over an interval.</summary>
    /// <param name="formula">The formula with its parameters.</param>
    /// <param name="low">The lower end of the interval.</param>
    /// <param name="high">The upper end of the interval.</param>
    /// <param name="options">Steps, tolerances and kinks.</param>
    public static GradCheckReport Run<F>(F formula, double low = -3, double high = 3, GradCheckOptions? options = null)
        where F : struct, IUnaryFormula =>
        Run(typeof(F).Name, inputs => inputs[0].Map(formula), [OpSamples.Spread([64], DType.Float64, low, high)], options);

    /// <summary>Checks a function of tensors at a point.</summary>
    /// <param name="name">What the report calls the function.</param>
    /// <param name="function">The function, made of differentiable ops. It must give the same result each time it is called.</param>
    /// <param name="inputs">The point. Float32 is widened; integers and truth values are held fixed.</param>
    /// <param name="options">Steps, tolerances and kinks.</param>
    public static GradCheckReport Run(string name, Func<IReadOnlyList<Tensor>, Tensor> function, IReadOnlyList<Tensor> inputs,
        GradCheckOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(inputs);
        var tally = new GradCheckTally(name, options ?? new());
        tally.Check(string.Join(", ", inputs.Select(input => input.Shape)), function, inputs);
        return tally.Report(mayBeEmpty: true);
    }
}
