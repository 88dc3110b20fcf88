using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// What <see cref="Adam"/> and <see cref="AdamW"/> have in common: steps along the running mean m of the gradient, divided by the root of
/// the running mean v of its square, both corrected for their start at zero: p ← p − η · m̂ / (√v̂ + ε).
/// </summary>
public abstract class AdamOptimizer : Optimizer
{
    // A refused setting leaves the parameters as they are: it is checked before they are taken.
    private protected AdamOptimizer(string name, IEnumerable<Parameter> parameters, double learningRate, double beta1, double beta2,
        double epsilon, double weightDecay, bool amsGrad)
        : base(Checked(parameters, name, beta1, beta2, epsilon), learningRate, weightDecay) =>
        (Beta1, Beta2, Epsilon, AmsGrad) = (beta1, beta2, epsilon, amsGrad);

    /// <summary>How much of the mean gradient stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta1
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, GetType().Name, "0 to below 1", nameof(Beta1));
    }

    /// <summary>How much of the mean square stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is not from 0 to below 1.</exception>
    public double Beta2
    {
        get;
        set => field = Expect.That(value is >= 0 and < 1, value, GetType().Name, "0 to below 1", nameof(Beta2));
    }

    /// <summary>What keeps the divisor from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a number that is negative or not finite.</exception>
    public double Epsilon
    {
        get;
        set => field = Expect.NotNegative(value, GetType().Name, nameof(Epsilon));
    }

    /// <summary>Whether to divide by the largest mean square so far.</summary>
    public bool AmsGrad { get; }

    /// <summary>Whether the decay goes past the means: weights are shrunk before the step.</summary>
    private protected abstract bool IsDecoupled { get; }

    /// <inheritdoc/>
    protected sealed override void Update(ParameterRun run)
    {
        // Both corrections are taken out of the fraction, once for all elements.
        double ofMean = 1 - Math.Pow(Beta1, run.Steps), ofRoot = Math.Sqrt(1 - Math.Pow(Beta2, run.Steps));
        double stepSize = Math.Min(run.LearningRate * ofRoot / ofMean, float.MaxValue);
        bool decays = run.WeightDecay != 0;
        var rule = new AdamRule(
            stepSize, 1 - Beta1, 1 - Beta2, UpdateLimits.Divisor(Epsilon * ofRoot), run.WeightDecay, UpdateLimits.Kept(run),
            IsPenalized: decays && !IsDecoupled, IsShrunk: decays && IsDecoupled);
        if (AmsGrad)
        {
            run.Update(new AmsGradRule(rule));
        }
        else
        {
            run.Update(rule);
        }
    }

    private protected sealed override string Settings =>
        FormattableString.Invariant($", betas {Beta1} and {Beta2}, epsilon {Epsilon}{(AmsGrad ? ", AMSGrad" : "")}");

    private protected sealed override IReadOnlyList<string> StateNames => AmsGrad ? AmsGradRule.StateNames : AdamRule.StateNames;

    private static IEnumerable<Parameter> Checked(
        IEnumerable<Parameter> parameters, string name, double beta1, double beta2, double epsilon)
    {
        Expect.That(beta1 is >= 0 and < 1, beta1, name, "0 to below 1");
        Expect.That(beta2 is >= 0 and < 1, beta2, name, "0 to below 1");
        Expect.NotNegative(epsilon, name);
        return parameters;
    }
}
