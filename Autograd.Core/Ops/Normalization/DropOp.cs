using System.Runtime.CompilerServices;

namespace Autograd.Core;

/// <summary>
/// An op that keeps or drops elements by chance, by selection: of what is dropped nothing comes through, be it infinite or NaN, forwards
/// or backwards. The bits that say which are kept follow from the generator's state, which the op holds: it is a function like any other.
/// </summary>
/// <param name="name">The op's name.</param>
/// <param name="p">The probability that an element is dropped.</param>
/// <param name="generator">Seed and offset, each as its lower and its upper 32 bits.</param>
/// <param name="trailingAxes">How many of the last axes are kept or dropped together.</param>
/// <param name="map">What becomes of the elements.</param>
/// <param name="attributes">The values of its attributes.</param>
internal sealed class DropOp(string name, double p, int[] generator, int trailingAxes, DropMap map,
    params ReadOnlySpan<OpValue> attributes) : Op(name, attributes)
{
    private readonly (ulong Seed, ulong Offset) _generator = Stated(generator, name);

    public const double DefaultP = 0.5;

    public static OpParameter P => new("p", DefaultP, "The probability that an element is dropped, from 0 to 1.");

    public static OpParameter Generator => new("generator", new[] { 0, 0, 0, 0 },
        "The generator's seed and offset, each as its lower and its upper 32 bits.");

    public static double ExpectProbability(double p, string op, [CallerArgumentExpression(nameof(p))] string attribute = "") =>
        Expect.That(p is >= 0 and <= 1, p, op, "a probability from 0 to 1", attribute);

    /// <summary>A generator as an attribute.</summary>
    public static int[] State(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        (ulong seed, ulong offset) = (generator.Seed, generator.Offset);
        return [(int)seed, (int)(seed >> 32), (int)offset, (int)(offset >> 32)];
    }

    /// <summary>Applies the op, after which the generator has moved on by a word for each bit.</summary>
    public Tensor Apply(Tensor x, Generator generator)
    {
        Tensor y = Apply(x);
        generator.Skip((ulong)Bits(x.Shape));
        return y;
    }

    protected override Tensor Forward(OpCall call)
    {
        ReadOnlySpan<Tensor> inputs = call.Inputs;
        ExpectInputs(inputs, 1);
        ExpectFloats(inputs);
        Tensor x = inputs[0], y = Result(x.Shape, x.DType);
        if (trailingAxes > x.Rank)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Name}: trailingAxes is {trailingAxes} and the input {x.Shape}; expected no more ") +
                    "than it has axes.",
                nameof(call));
        }

        int count = Bits(x.Shape);
        Tensor bits = Tensor.Result([Drops.WordsFor(count)], DType.Int64);
        Drops.Draw(_generator.Seed, _generator.Offset, p, count, bits);
        Drops.Apply(x, bits, PerBit(x.Shape), map, y);
        call.Keep(bits);
        return y;
    }

    protected override void Differentiate(Pullback call)
    {
        var slope = new DropMap(map.Scale);
        if (call.IsRecording)
        {
            call.Set(0, new DropOp(Name, p, generator, trailingAxes, slope).Apply(call.Upstream));
        }
        else if (call.Destination(0) is { } gradient)
        {
            Drops.Apply(call.Upstream, call.Kept[0], PerBit(gradient.Shape), slope, gradient);
        }
    }

    private int Bits(Shape shape) => shape.CountOf(..^trailingAxes);

    private int PerBit(Shape shape) => shape.CountOf(^trailingAxes..);

    /// <summary>The seed and the offset that an attribute states.</summary>
    public static (ulong Seed, ulong Offset) Stated(int[] generator, string op) => generator.Length == 4
        ? ((uint)generator[0] | ((ulong)(uint)generator[1] << 32), (uint)generator[2] | ((ulong)(uint)generator[3] << 32))
        : throw new ArgumentException(
            $"{op}: generator is {Shape.List(generator)}; expected seed and offset, each as its lower and its upper 32 bits.",
            nameof(generator));
}
