using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

/// <summary>
/// What every optimizer keeps to, in both precisions, whatever its settings: a finite gradient, however large or small, leaves every weight
/// finite, and a gradient of zero leaves it where it is. A new optimizer is a line of the list.
/// </summary>
internal static class OptimizerLaw
{
    /// <summary>Every optimizer, with settings at the ends of what its constructor takes.</summary>
    public static IReadOnlyList<(string Name, Func<IEnumerable<Parameter>, Optimizer> Make)> All { get; } =
    [
        ("Sgd", parameters => new Sgd(parameters, 0.1)),
        ("Sgd, a rate of 1e30", parameters => new Sgd(parameters, 1e30)),
        ("Sgd, a rate above Float32", parameters => new Sgd(parameters, 1e300, momentum: 0.9)),
        ("Sgd, momentum", parameters => new Sgd(parameters, 0.1, momentum: 0.9)),
        ("Sgd, a rate of 0", parameters => new Sgd(parameters, 0, momentum: 0.9)),
        ("Sgd, undying momentum", parameters => new Sgd(parameters, 0.1, momentum: 1, dampening: 1)),
        ("Sgd, Nesterov", parameters => new Sgd(parameters, 0.1, momentum: 0.9, nesterov: true)),
        ("Adam", parameters => new Adam(parameters, 0.1)),
        ("Adam, a rate of 0", parameters => new Adam(parameters, 0)),
        ("Adam, a rate and an ε above Float32", parameters => new Adam(parameters, 1e300, epsilon: 1e300)),
        ("Adam, a rate above Float32, long memory", parameters => new Adam(parameters, 1e30, beta1: 1 - 1e-12)),
        ("Adam, no ε", parameters => new Adam(parameters, 0.1, epsilon: 0)),
        ("Adam, an ε below the type", parameters => new Adam(parameters, 0.1, epsilon: 1e-320)),
        ("Adam, an ε above the type", parameters => new Adam(parameters, 0.1, epsilon: 1e300)),
        ("Adam, no memory", parameters => new Adam(parameters, 0.1, beta1: 0, beta2: 0, epsilon: 0)),
        ("Adam, long memory", parameters => new Adam(parameters, 0.1, beta1: 1 - 1e-12, beta2: 1 - 1e-12, epsilon: 0)),
        ("Adam, AMSGrad", parameters => new Adam(parameters, 0.1, epsilon: 0, amsGrad: true)),
        ("AdamW", parameters => new AdamW(parameters, 0.1, weightDecay: 0)),
        ("AdamW, AMSGrad, no ε", parameters => new AdamW(parameters, 0.1, epsilon: 0, weightDecay: 0, amsGrad: true)),
        ("RmsProp", parameters => new RmsProp(parameters, 0.1)),
        ("RmsProp, a rate above Float32, no ε", parameters => new RmsProp(parameters, 1e300, epsilon: 0)),
        ("RmsProp, momentum", parameters => new RmsProp(parameters, 0.1, momentum: 0.9)),
        ("RmsProp, undying momentum, no memory", parameters => new RmsProp(parameters, 0.1, alpha: 0, epsilon: 0, momentum: 1)),
        ("RmsProp, centered", parameters => new RmsProp(parameters, 0.1, centered: true)),
        ("RmsProp, centered, no memory", parameters => new RmsProp(parameters, 1e30, alpha: 0, epsilon: 0, centered: true)),
        ("RmsProp, centered, long memory", parameters => new RmsProp(parameters, 0.1, 1 - 1e-12, 0, momentum: 0.9, centered: true)),
        ("Adagrad", parameters => new Adagrad(parameters, 0.1)),
        ("Adagrad, a rate above Float32, no ε", parameters => new Adagrad(parameters, 1e300, epsilon: 0)),
        ("Adagrad, a rate that decays", parameters => new Adagrad(parameters, 0.1, learningRateDecay: 1e300, initialAccumulator: 1e300)),
        ("Lion", parameters => new Lion(parameters, 0.1)),
        ("Lion, a rate above Float32", parameters => new Lion(parameters, 1e300, beta1: 0)),
    ];

    /// <summary>What an optimizer does that it should not; empty for a sound one.</summary>
    public static IReadOnlyList<string> Violations(string name, Func<IEnumerable<Parameter>, Optimizer> make)
    {
        List<string> violations = [];
        foreach (DType dtype in new[] { DType.Float32, DType.Float64 })
        {
            var layer = new Linear(Cases, 1, bias: false);
            layer.To(dtype);
            Optimizer optimizer = make(layer.Parameters());
            for (int step = 0; step < Steps; step++)
            {
                double[] before = Numbers(layer.Weight);
                double[] gradients = [.. Enumerable.Range(0, Cases).Select(number => Gradient(dtype, number, step))];
                optimizer.ZeroGrad();
                using (var tape = new Tape())
                {
                    tape.Backward((layer.Weight.Value * Tensor.From(gradients, [1, Cases]).To(dtype)).Sum());
                }

                optimizer.Step();
                double[] after = Numbers(layer.Weight);
                for (int i = 0; i < Cases; i++)
                {
                    if (!double.IsFinite(after[i]) || (i == 0 && after[i] != before[i]))
                    {
                        violations.Add(FormattableString.Invariant(
                            $"{name}, {dtype}: gradient {gradients[i]} in step {step} moved {before[i]} to {after[i]}"));
                    }
                }
            }
        }

        return violations;
    }

    private const int Cases = 67;
    private const int Steps = 25;

    // Always zero; then always the largest, always the smallest and a few others again and again; then any sizes and signs in turn.
    private static double Gradient(DType dtype, int number, int step)
    {
        (double largest, double smallest) = dtype == DType.Float32 ? (float.MaxValue, float.Epsilon) : (double.MaxValue, double.Epsilon);
        var random = new Random((number * Steps) + step);
        double any = Math.Exp(Math.Log(smallest) + (random.NextDouble() * (Math.Log(largest) - Math.Log(smallest))));
        return number switch
        {
            0 => 0,
            1 => largest,
            2 => step % 2 == 0 ? largest : -largest,
            3 => smallest,
            4 => 1e-30,
            5 => -1e30,
            6 => step == 0 ? 1e-22 : 0,
            7 => step == 0 ? largest : 0,
            _ => random.Next(2) == 0 ? Math.Min(any, largest) : -Math.Min(any, largest),
        };
    }

    private static double[] Numbers(Parameter parameter) => parameter.Value.To(DType.Float64).ToArray<double>();
}
