using Autograd.Core;

namespace Autograd.Export;

/// <summary>An input of a network in a file, and what it is tried with when the network is written.</summary>
public sealed class OnnxInput
{
    private readonly int[] _shape;

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

    /// <summary>The smallest value it is tried with: 0 unless stated. It must be one that the network takes.</summary>
    public double Smallest { get; init; }

    /// <summary>The largest value it is tried with: 1, or of integers 0, unless stated.</summary>
    public double? Largest { get; init; }

    /// <summary>Values to try it with by the number of samples, where no range states them.</summary>
    internal Func<int, Tensor>? Examples { get; init; }

    /// <summary>The axis that counts the samples, or −1 for none.</summary>
    internal int BatchAxis { get; }

    /// <summary>Values of the stated range, others for each number of samples.</summary>
    internal Tensor Example(int batch)
    {
        if (Examples is not null)
        {
            return Examples(batch);
        }

        Shape shape = Core.Shape.Of(Array.ConvertAll(_shape, size => size < 0 ? batch : size));
        double largest = Largest ?? (Type.IsInteger() ? Smallest : Smallest + 1);
        if (!double.IsFinite(Smallest) || !double.IsFinite(largest) || largest < Smallest)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Onnx.Export: '{Name}' is to be tried with {Smallest} to {largest}; expected finite numbers in order."));
        }

        // The golden ratio's multiples fill the range evenly, whole numbers too.
        var values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            double part = (i + batch) * 0.6180339887498949 % 1;
            values[i] = Type.IsFloat() ? Smallest + (part * (largest - Smallest))
                : Type.IsInteger() ? Smallest + Math.Floor(part * (largest - Smallest + 1))
                : part < 0.7 ? 1 : 0;
        }

        return Tensor.From(values, shape).To(Type);
    }
}
