namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>
    /// Shows the gradient by this tensor on every way back that reaches it, when all its parts have arrived and before it goes on: of a
    /// result while the way back passes it, of a parameter or a watched tensor at the end. What is registered first sees it first.
    /// </summary>
    /// <param name="see">Gets the gradient, of the tensor's shape; it is not to be written to, nor kept: keep a Detach()ed copy.</param>
    /// <returns>What ends it when disposed.</returns>
    /// <exception cref="ArgumentException">The tensor has no floating-point elements, and so no gradient.</exception>
    /// <example><code>
    /// using IDisposable hook = hidden.OnGradient(gradient => Console.WriteLine(gradient));
    /// </code></example>
    public IDisposable OnGradient(Action<Tensor> see) => GradientHooks.Add(this, see);

    /// <summary>The same, where another gradient may go on in its place: one that is clipped or scaled, say.</summary>
    /// <param name="change">
    /// Gets the gradient and returns the one that goes on, of the same shape and type. Where gradients are differentiated again
    /// (createGraph), what it computes is recorded.
    /// </param>
    /// <returns>What ends it when disposed.</returns>
    /// <exception cref="ArgumentException">The tensor has no floating-point elements, and so no gradient.</exception>
    public IDisposable OnGradient(Func<Tensor, Tensor> change) => GradientHooks.Add(this, change);

    /// <summary>Whether somebody sees or changes the gradient on its way.</summary>
    internal bool HasHooks { get; set; }

    /// <summary>What they make of it.</summary>
    internal Tensor Hooked(Tensor gradient) => _leaf!.Hooks!.Run(this, gradient);
}
