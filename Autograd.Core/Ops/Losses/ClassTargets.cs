using System.Globalization;
using System.Numerics;

namespace Autograd.Core;

/// <summary>
/// The inputs of a loss over classes, checked: features [N, C, d₁, ...] with targets [N, d₁, ...], or [C] with a single target, and a
/// weight for each class or none. Such a loss is L = Σᶜ q·w·b, with b the negative log-probabilities and q the constant distribution
/// wanted.
/// </summary>
internal readonly struct ClassTargets
{
    public const int DefaultIgnoreIndex = -100;

    private readonly string _op;
    private readonly int? _ignoreIndex;

    public ClassTargets(string op, ReadOnlySpan<Tensor> inputs, int? ignoreIndex)
    {
        _op = op;
        _ignoreIndex = ignoreIndex;
        Features = inputs[0];
        Targets = inputs[1];
        Weight = inputs.Length > 2 ? inputs[2] : null;
        Shape features = Features.Shape, targets = Targets.Shape;
        if (Targets.DType != DType.Int64)
        {
            throw new ArgumentException($"{op}: the targets are {Targets.DType}; class indices are Int64: convert with To(DType.Int64).");
        }

        if (features.Rank == 0 || targets.Rank != Math.Max(features.Rank - 1, 0) || !Fits(features, targets))
        {
            throw new ArgumentException(
                $"{op}: the input is {features} and the targets {targets}; expected an input [N, C, d1, ...] with targets [N, d1, ...], " +
                    "or [C] with a single target.");
        }

        ClassAxis = features.Rank == 1 ? 0 : 1;
        Classes = features[ClassAxis];
        Inner = features.CountOf((ClassAxis + 1)..);
        if (Weight is not null && (Weight.DType != Features.DType || Weight.Rank != 1 || Weight.Count != Classes))
        {
            throw new ArgumentException(
                $"{op}: the weight is {Weight.DType} {Weight.Shape}; expected {Features.DType} [{Classes}], one number for each class.");
        }
    }

    public Tensor Features { get; }

    public Tensor Targets { get; }

    public Tensor? Weight { get; }

    public int ClassAxis { get; }

    public int Classes { get; }

    /// <summary>How many positions lie behind the class axis.</summary>
    public int Inner { get; }

    /// <summary>How many targets there are.</summary>
    public int Count => Targets.Count;

    /// <summary>The features' shape with one class: what the classes are reduced to.</summary>
    public Shape OneClass => Features.Rank == 1 ? [1] : [Features.Shape[0], 1, .. Features.Shape.Sizes[2..]];

    /// <summary>The class wanted, or -1 where the target is ignored.</summary>
    public int Class(ReadOnlySpan<long> targets, int position) => targets[position] == _ignoreIndex ? -1 : (int)targets[position];

    /// <summary>Throws unless every target is a class or ignored.</summary>
    public void ExpectClasses()
    {
        ReadOnlySpan<long> targets = Targets.Elements<long>();
        for (int i = 0; i < targets.Length; i++)
        {
            if ((ulong)targets[i] >= (ulong)Classes && targets[i] != _ignoreIndex)
            {
                string ignored = _ignoreIndex is { } index ? FormattableString.Invariant($", or {index} to ignore it") : "";
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"{_op}: the target at {Targets.Shape.Position(i)} is {targets[i]}; expected a class from 0 to {Classes - 1} of " +
                        $"{Classes}{ignored}."));
            }
        }
    }

    /// <summary>The sum of the weights of all targets, by which a mean divides; where there are none each counts 1.</summary>
    public double TotalWeight<T>(ReadOnlySpan<T> weights) where T : unmanaged, INumber<T>
    {
        if (weights.IsEmpty)
        {
            return WantedCount;
        }

        ReadOnlySpan<long> targets = Targets.Elements<long>();
        double total = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            int wanted = Class(targets, i);
            total += wanted < 0 ? 0 : double.CreateTruncating(weights[wanted]);
        }

        return total;
    }

    /// <summary>
    /// The gradients made of ops, so that they can be differentiated again, by the weights too.
    /// </summary>
    /// <param name="call">Where they go.</param>
    /// <param name="reduction">The loss's reduction.</param>
    /// <param name="smoothing">How much of the wanted distribution is even.</param>
    /// <param name="surprise">The negative log-probabilities b as a function of the features.</param>
    /// <param name="probabilities">
    /// What makes b depend on all features, if it does: the derivative of bᶜ by feature k is pₖ − [c = k].
    /// </param>
    public void Differentiate(Pullback call, Reduction reduction, double smoothing, Tensor surprise, Tensor? probabilities)
    {
        Tensor wanted = Tensor.Result(Features.Shape, Features.DType), counts = Tensor.Result([Classes], Features.DType);
        ClassLoss.Wanted(this, smoothing, wanted, counts);
        Span<int> weights = stackalloc int[Features.Rank];
        weights.Fill(1);
        weights[ClassAxis] = Classes;
        Tensor weighted = Weight is null ? wanted : Chain.Of(wanted, Weight.Reshape(weights));
        Tensor upstream = reduction == Reduction.None ? call.Upstream.Reshape(OneClass) : call.Upstream;
        if (reduction == Reduction.Mean)
        {
            // Where all targets are ignored every gradient is 0, whatever it is divided by.
            upstream = Weight is not null && WantedCount > 0
                ? Chain.Of(1 / Chain.Of(counts, Weight).Sum(), upstream)
                : upstream / Math.Max(1, WantedCount);
        }

        if (call.Needs(0))
        {
            call.Set(0, Chain.Of(
                probabilities is null ? -weighted : Chain.Of(probabilities, weighted.Sum(ClassAxis, keepDims: true)) - weighted, upstream));
        }

        if (Weight is not null && call.Needs(2))
        {
            Tensor gradient = Chain.Of(surprise, Chain.Of(wanted, upstream)).SumTo(Shape.Of(weights), _op).Reshape(Classes);
            call.Set(2, reduction == Reduction.Mean ? gradient - Chain.Of(Chain.Of(counts, call.Output), upstream) : gradient);
        }
    }

    /// <summary>How many targets are not ignored.</summary>
    public int WantedCount => Count - (_ignoreIndex is { } ignored ? Targets.Elements<long>().Count(ignored) : 0);

    private static bool Fits(Shape features, Shape targets) =>
        targets.Rank == 0 || (features[0] == targets[0] && features.Sizes[2..].SequenceEqual(targets.Sizes[1..]));
}
