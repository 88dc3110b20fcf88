using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>A layer made of a function without anything to learn: a step of one's own between layers.</summary>
/// <example><code>
/// new Sequential(new Linear(4, 8), new Lambda(x => x.Square()), new Linear(8, 1))
/// </code></example>
public sealed class Lambda : Layer
{
    private readonly Func<Tensor, Tensor> _function;
    private readonly string _name;

    /// <summary>A layer that applies a function.</summary>
    /// <param name="function">The function; what it learns, if anything, is none of the model's parameters.</param>
    /// <param name="name">How the layer is printed; the compiler fills in the function's text.</param>
    public Lambda(Func<Tensor, Tensor> function, [CallerArgumentExpression(nameof(function))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = function;
        _name = name;
    }

    /// <inheritdoc/>
    protected override Tensor Compute(Tensor input) => _function(input);

    /// <inheritdoc/>
    protected override string Describe() => $"Lambda({_name})";
}
