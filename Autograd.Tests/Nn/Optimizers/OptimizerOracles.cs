using Autograd.Core;
using Autograd.Nn;

namespace Autograd.Tests.Nn.Optimizers;

/// <summary>
/// What becomes of one number in a step of every optimizer, written down plainly in double precision, as its paper or PyTorch's
/// documentation has it. A new optimizer is a line of the list.
/// </summary>
internal static class OptimizerOracles
{
    private const double Rate = 0.05, Decay = 0.1;

    /// <summary>A number after its step t, from 1 on, along a gradient. It keeps what the rule keeps.</summary>
    public delegate double Step(double w, double g, int t);

    public static IReadOnlyList<(string Name, Func<IEnumerable<Parameter>, Optimizer> Make, Func<Step> Oracle)> All { get; } =
    [
        ("Sgd", parameters => new Sgd(parameters, Rate, weightDecay: Decay), () => (w, g, _) => w - (Rate * (g + (Decay * w)))),
        ("Sgd, momentum", parameters => new Sgd(parameters, Rate, 0.9, 0.3, weightDecay: Decay), () => Momentum(0.3, false)),
        ("Sgd, Nesterov", parameters => new Sgd(parameters, Rate, 0.9, nesterov: true, weightDecay: Decay), () => Momentum(0, true)),
        ("Adam", parameters => new Adam(parameters, Rate, 0.8, 0.95, 1e-3, Decay), () => Adam(false, false)),
        ("Adam, AMSGrad", parameters => new Adam(parameters, Rate, 0.8, 0.95, 1e-3, Decay, true), () => Adam(false, true)),
        ("AdamW", parameters => new AdamW(parameters, Rate, 0.8, 0.95, 1e-3, Decay), () => Adam(true, false)),
        ("AdamW, AMSGrad", parameters => new AdamW(parameters, Rate, 0.8, 0.95, 1e-3, Decay, true), () => Adam(true, true)),
        ("RmsProp", parameters => new RmsProp(parameters, Rate, 0.9, 1e-3, weightDecay: Decay), () => RmsProp(0, false)),
        ("RmsProp, momentum", parameters => new RmsProp(parameters, Rate, 0.9, 1e-3, 0.7, false, Decay), () => RmsProp(0.7, false)),
        ("RmsProp, centered", parameters => new RmsProp(parameters, Rate, 0.9, 1e-3, 0, true, Decay), () => RmsProp(0, true)),
        ("RmsProp, both", parameters => new RmsProp(parameters, Rate, 0.9, 1e-3, 0.7, true, Decay), () => RmsProp(0.7, true)),
        ("Adagrad", parameters => new Adagrad(parameters, Rate, 0.2, 0.3, 1e-3, Decay), Adagrad),
        ("Lion", parameters => new Lion(parameters, Rate, 0.8, 0.95, Decay), Lion),
    ];

    private static Step Momentum(double dampening, bool looksAhead)
    {
        double? velocity = null;
        return (w, g, _) =>
        {
            g += Decay * w;
            velocity = velocity is null ? g : (0.9 * velocity) + ((1 - dampening) * g);
            return w - (Rate * (looksAhead ? g + (0.9 * velocity.Value) : velocity.Value));
        };
    }

    private static Step Adam(bool isDecoupled, bool takesLargest)
    {
        double mean = 0, square = 0, largest = 0;
        return (w, g, t) =>
        {
            (w, g) = isDecoupled ? (w - (Rate * Decay * w), g) : (w, g + (Decay * w));
            mean = (0.8 * mean) + (0.2 * g);
            square = (0.95 * square) + (0.05 * g * g);
            largest = Math.Max(largest, square);
            double ofMean = mean / (1 - Math.Pow(0.8, t)), ofSquare = (takesLargest ? largest : square) / (1 - Math.Pow(0.95, t));
            return w - (Rate * ofMean / (Math.Sqrt(ofSquare) + 1e-3));
        };
    }

    private static Step RmsProp(double momentum, bool isCentered)
    {
        double square = 0, mean = 0, velocity = 0;
        return (w, g, _) =>
        {
            g += Decay * w;
            square = (0.9 * square) + (0.1 * g * g);
            mean = (0.9 * mean) + (0.1 * g);
            velocity = (momentum * velocity) + (g / (Math.Sqrt(isCentered ? square - (mean * mean) : square) + 1e-3));
            return w - (Rate * velocity);
        };
    }

    private static Step Adagrad()
    {
        double sum = 0.3;
        return (w, g, t) =>
        {
            g += Decay * w;
            sum += g * g;
            return w - (Rate / (1 + ((t - 1) * 0.2)) * g / (Math.Sqrt(sum) + 1e-3));
        };
    }

    private static Step Lion()
    {
        double mean = 0;
        return (w, g, _) =>
        {
            double ahead = (0.8 * mean) + (0.2 * g);
            mean = (0.95 * mean) + (0.05 * g);
            return w - (Rate * Decay * w) - (Rate * Math.Sign(ahead));
        };
    }
}
