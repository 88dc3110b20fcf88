using Autograd.Core;

namespace Autograd.Export;

/// <summary>An input of a network in a file, and what it is tried with when the network is written.</summary>
public sealed class OnnxInput
{
    private readonly int[] _shape;
    private readonly double? _smallest;

    /// <summary>States an input.</summary>
    /// <param name="name">The name.</param>
    /// <param name="shape">The shape, −1 for the batch, on one axis at most.</param>
    /// <param name="type">The type of its elements.</param>
    /// <exception cref="ArgumentException">A size is neither positive nor −1, or −1 is there twice.</exception>
    public OnnxInput(string name, int[] shape, DType type = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        (Name, Type, _shape, BatchAxis) = (name, type, shape.AsSpan().ToArray(), Array.IndexOf(shape, -1));
        if (Array.Exists(shape, size => size is 0 or < -1) || Array.LastIndexOf(shape, -1) != BatchAxis)
        {
            throw new ArgumentException(
                $"Onnx.Export: the shape of '{name}' is {Core.Shape.List(shape)}; expected positive sizes, and -1 for the batch once at " +
                    "most.", nameof(shape));
        }
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The shape, −1 for the batch.</summary>
    public IReadOnlyList<int> Shape => _shape.AsReadOnly();

    /// <summary>The type of its elements.</summary>
    public DType Type { get; }

    /// <summary>
    /// The smallest value it is tried with; it must be one that the network takes. Unless stated it is 0, but where <see cref="Largest"/>
    /// is not stated either, numbers that are no integers are tried from −2 to 3.
    /// </summary>
    public double Smallest { get => _smallest ?? 0; init => _smallest = value; }

    /// <summary>The largest value it is tried with: <see cref="Smallest"/> and 1, or of integers 0, unless stated.</summary>
    public double? Largest { get; init; }

    /// <summary>Values to try it with by the number of samples, where no range states them.</summary>
    internal Func<int, Tensor>? Examples { get; init; }

    /// <summary>The axis that counts the samples, or −1 for none.</summary>
    internal int BatchAxis { get; }

    /// <summary>
    /// Values of the stated range, for each number of samples with another smallest and largest, which are at other places, and another
    /// mean: what plain C# makes of them is to differ.
    /// </summary>
    internal Tensor Example(int batch)
    {
        if (Examples is not null)
        {
            return Examples(batch);
        }

        Shape shape = Core.Shape.Of(Array.ConvertAll(_shape, size => size < 0 ? batch : size));
        bool isStated = _smallest is not null || Largest is not null || Type.IsInteger();
        double smallest = isStated ? Smallest : -2, largest = Largest ?? (Type.IsInteger() ? smallest : isStated ? smallest + 1 : 3);
        if (!double.IsFinite(smallest) || !double.IsFinite(largest) || largest < smallest)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Onnx.Export: '{Name}' is to be tried with {smallest} to {largest}; expected finite numbers in order."));
        }

        (double from, double to) = batch switch
        {
            OnnxTrace.FirstBatch => (0.1, 0.5),
            OnnxTrace.SecondBatch => (0.3, 1),
            _ => (0, 0.7),
        };

        // The golden ratio's multiples fill the range evenly, whole numbers too.
        int first = batch == OnnxTrace.SecondBatch ? 1 : 0;
        var values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            double even = i < 2 ? Math.Abs(first - i) : (i + batch) * 0.6180339887498949 % 1, part = from + (even * (to - from));
            values[i] = Type.IsFloat() ? smallest + (part * (largest - smallest))
                : Type.IsInteger() ? Math.Min(largest, smallest + Math.Floor(part * (largest - smallest + 1)))
                : even < 0.7 ? 1 : 0;
        }

        return Tensor.From(values, shape).To(Type);
    }
}
