using Autograd.Core;

namespace Autograd.Nn;

/// <summary>What one asks a model to see into it.</summary>
public static class Inspection
{
    /// <summary>
    /// Lists a model's layers with the shapes of their outputs, their parameters, the memory of what they compute and the products they add
    /// up, for an input of zeros. The model is called once, as in use, and is as before afterwards.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of the input, samples first.</param>
    /// <param name="dtype">
    /// The type of its elements: Int64 for a model that begins with an <see cref="Embedding"/>; the first parameter's where not given.
    /// </param>
    /// <returns>The summary, which prints as a table.</returns>
    /// <exception cref="ArgumentException">The model does not take such an input.</exception>
    /// <example><code>
    /// Console.WriteLine(model.Summary([32, 784]));
    /// </code></example>
    public static ModelSummary Summary(this Layer model, Shape inputShape, DType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputShape);
        Tensor input = Tensor.Zeros(inputShape, dtype ?? (model.Parameters() is [var first, ..] ? first.DType : DType.Float32));
        return ModelSummary.Of(model, () => model.Forward(input));
    }

    /// <summary>The same of a module that takes something else than one tensor.</summary>
    /// <param name="model">The model.</param>
    /// <param name="run">Calls it: <c>() => model.Forward(query, key, value)</c>.</param>
    public static ModelSummary Summary(this Module model, Action run)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(run);
        return ModelSummary.Of(model, run);
    }

    /// <summary>
    /// Finds parameters that would not learn: trained ones without a gradient, and those that no optimizer has. To be asked between
    /// Backward and the clearing of gradients.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="optimizers">The optimizers; without any, only gradients are looked at.</param>
    public static ParameterReport ParameterReport(this Module model, params ReadOnlySpan<Optimizer> optimizers)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<object> known = [];
        foreach (Optimizer optimizer in optimizers)
        {
            ArgumentNullException.ThrowIfNull(optimizer, nameof(optimizers));
            foreach (ParameterGroup group in optimizer.Groups)
            {
                known.UnionWith(group.Parameters.Select(parameter => parameter.Identity));
            }
        }

        List<string> withoutGradient = [], withoutOptimizer = [];
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            if (parameter.RequiresGrad && parameter.Grad is null)
            {
                withoutGradient.Add(name);
            }

            if (parameter.RequiresGrad && !optimizers.IsEmpty && !known.Contains(parameter.Identity))
            {
                withoutOptimizer.Add(name);
            }
        }

        return new(withoutGradient.AsReadOnly(), withoutOptimizer.AsReadOnly());
    }
}
