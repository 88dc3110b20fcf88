using System.Runtime.CompilerServices;
using Autograd.Core;

namespace Autograd.Nn;

/// <summary>Keeps gradients from being too large, between Backward and Step.</summary>
/// <remarks>
/// A gradient that is NaN or infinite says that something is wrong, and no number of it can be clipped to a right one: that is an error
/// which names the parameter, or the step is skipped and counted. PyTorch's clipping lets NaN through unless asked.
/// </remarks>
/// <example><code>
/// tape.Backward(error);
/// double norm = GradientClipping.ByNorm(optimizer, 1);
/// optimizer.Step();
/// </code></example>
public static class GradientClipping
{
    /// <summary>
    /// Scales the gradients of an optimizer's parameters so that their norm, that of all their elements as of one vector, is no larger than
    /// a limit. Where it is not, the limit included, no bit of them changes.
    /// </summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="maxNorm">The largest norm; infinity only measures it.</param>
    /// <param name="nonFinite">What a gradient that is not finite is: an error, or a step that is skipped.</param>
    /// <param name="p">Which norm: 2 for the Euclidean one, 1 for the sum of magnitudes, infinity for the largest of them.</param>
    /// <returns>The norm before clipping; not finite for a step that is skipped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or NaN, or p is less than 1.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite; none was changed.</exception>
    public static double ByNorm(
        Optimizer optimizer, double maxNorm, NonFiniteGradients nonFinite = NonFiniteGradients.Throw, double p = 2)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Expect.Member(nonFinite, Name());
        return Clip(optimizer.Gradients(), maxNorm, p, Name(), nameof(maxNorm), null, optimizer, nonFinite);
    }

    /// <summary>The same for any parameters, those of a layer, say.</summary>
    /// <param name="parameters">The parameters; those that have no gradient are left out, and one that comes twice counts once.</param>
    /// <param name="maxNorm">The largest norm; infinity only measures it.</param>
    /// <param name="p">Which norm.</param>
    /// <returns>The norm before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or NaN, or p is less than 1.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite; none was changed.</exception>
    public static double ByNorm(IEnumerable<Parameter> parameters, double maxNorm, double p = 2) =>
        Clip(Gradients(parameters, out Parameter[] trained), maxNorm, p, Name(), nameof(maxNorm), trained);

    /// <summary>
    /// Cuts every element of the gradients of an optimizer's parameters to a range: what is above the limit becomes the limit, what is
    /// below its opposite that.
    /// </summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="limit">The largest magnitude.</param>
    /// <param name="nonFinite">What a gradient that is not finite is: an error, or a step that is skipped.</param>
    /// <returns>The largest magnitude before clipping; not finite for a step that is skipped.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or NaN.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite; none was changed.</exception>
    public static double ByValue(Optimizer optimizer, double limit, NonFiniteGradients nonFinite = NonFiniteGradients.Throw)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Expect.Member(nonFinite, Name());
        return Clip(optimizer.Gradients(), limit, p: null, Name(), nameof(limit), null, optimizer, nonFinite);
    }

    /// <summary>The same for any parameters, those of a layer, say.</summary>
    /// <param name="parameters">The parameters; those that have no gradient are left out, and one that comes twice counts once.</param>
    /// <param name="limit">The largest magnitude.</param>
    /// <returns>The largest magnitude before clipping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative or NaN.</exception>
    /// <exception cref="InvalidOperationException">A gradient is not finite; none was changed.</exception>
    public static double ByValue(IEnumerable<Parameter> parameters, double limit) =>
        Clip(Gradients(parameters, out Parameter[] trained), limit, p: null, Name(), nameof(limit), trained);

    /// <summary>Multiplies all gradients of an optimizer's parameters.</summary>
    internal static void Scale(Optimizer optimizer, double factor) => Apply(optimizer.Gradients(), factor, double.PositiveInfinity);

    // Without p each element by itself, and what is measured is the largest.
    private static double Clip(ReadOnlySpan<Tensor> gradients, double limit, double? p, string name, string limitName,
        Parameter[]? parameters, Optimizer? optimizer = null, NonFiniteGradients nonFinite = NonFiniteGradients.Throw)
    {
        Expect.That(limit >= 0, limit, name, "a number of 0 or more", limitName);
        Expect.That(p is null or >= 1, p ?? 1, name, "1 or more, or infinity", nameof(p));

        // The norm is unit · share: where squares of the numbers would be infinite, or none, they are measured by the largest.
        double unit = 1, share = p == 2 ? Math.Sqrt(Tensor.SumOfSquares(gradients)) : double.NaN;
        if (!(share > 1e-120 && double.IsFinite(share)))
        {
            (unit, share) = (Tensor.LargestMagnitude(gradients), 1);
            if (!double.IsFinite(unit))
            {
                return Skip(unit, name, parameters, optimizer, nonFinite);
            }

            if (unit > 0 && p is { } power && double.IsFinite(power))
            {
                unit = Math.Max(unit, 1e-300);
                share = Math.Pow(Tensor.SumOfPowers(gradients, 1 / unit, power), 1 / power);
            }
        }

        double norm = unit * share;
        if (p is null)
        {
            Apply(gradients, 1, limit, norm > limit);
        }
        else if (norm > limit)
        {
            // Half a factor twice: a small one would be none in single precision.
            double factor = limit / unit / share, half = factor < 1e-30 ? Math.Sqrt(factor) : factor;
            Apply(gradients, half, double.PositiveInfinity);
            Apply(gradients, half, double.PositiveInfinity, half != factor);
        }

        return norm;
    }

    private static double Skip(
        double norm, string name, Parameter[]? parameters, Optimizer? optimizer, NonFiniteGradients nonFinite)
    {
        if (nonFinite == NonFiniteGradients.SkipStep && optimizer is not null)
        {
            optimizer.Skip();
            return norm;
        }

        Parameter wrong = (parameters ?? optimizer!.Groups.SelectMany(group => group.Parameters)).First(
            parameter => parameter.Grad is { } gradient && !double.IsFinite(Tensor.LargestMagnitude([gradient])));
        throw new InvalidOperationException(
            $"{name}: the gradient of the parameter {wrong.Title} is not finite. No gradient was changed. Lower the learning rate, or " +
            "find the op that it comes from; where such steps are rare, NonFiniteGradients.SkipStep leaves them out and counts them.");
    }

    private static void Apply(ReadOnlySpan<Tensor> gradients, double factor, double limit, bool isNeeded = true)
    {
        if (isNeeded)
        {
            Tensor.Update(new Rule(factor, limit), gradients, gradients);
        }
    }

    private static Tensor[] Gradients(IEnumerable<Parameter> parameters, out Parameter[] trained)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        trained = [.. parameters.DistinctBy(parameter => parameter.Identity)
            .Where(parameter => parameter.RequiresGrad && parameter.Grad is not null)];
        return Array.ConvertAll(trained, parameter => parameter.Grad!);
    }

    private static string Name([CallerMemberName] string method = "") => $"{nameof(GradientClipping)}.{method}";

    private readonly record struct Rule(Coefficient Factor, Coefficient Limit) : IUpdateFormula
    {
        public static IReadOnlyList<string> StateNames { get; } = [];

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Apply<R>(R gradient, ref R value, ref R first, ref R second, ref R third) where R : struct, IReal<R> =>
            value = R.Clamp(Factor * gradient, Limit);
    }
}
