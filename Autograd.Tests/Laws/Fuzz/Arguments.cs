using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// Arguments at random, valid, at the boundary and absurd; and what was drawn, to see that it stays and to say what it was.
/// </summary>
internal sealed class Arguments(int seed)
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float64, DType.Int64, DType.Bool];
    private static readonly int[] s_absurd = [int.MaxValue, int.MaxValue - 1, int.MinValue, 65536, 46341, -1];

    private static readonly double[] s_numbers =
    [
        0, -0.0, 1, -1, 2, 5, 0.5, -2.5, 0.1, 1e-40, 1e-300, 1e18, -1e18, 1e39, 1e300, -1e308, 1e308, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity,
        3e9, 9007199254740993, -9223372036854775808.0, 9223372036854775807.0,
    ];

    private readonly Random _random = new(seed);
    private readonly List<(Tensor Tensor, byte[] Before)> _drawn = [];
    private readonly List<string> _said = [];

    public bool AreUnchanged => _drawn.TrueForAll(pair => Numbers.Bits(pair.Tensor).AsSpan().SequenceEqual(pair.Before));

    /// <summary>What was drawn, as C# would say it.</summary>
    public override string ToString() => string.Join(", ", _said);

    public int Next(int below) => Said(_random.Next(below));

    public T Pick<T>(IReadOnlyList<T> choices) => Said(_random.Pick(choices));

    public DType Type() => Said(_random.Chance(0.5) ? DType.Float32 : _random.Pick(s_types));

    public double Number() => Said(_random.Chance(0.3) ? _random.Next(-3, 6) : _random.Pick(s_numbers));

    public int Axis() => Said(_random.Chance(0.05) ? _random.Pick(s_absurd) : _random.Next(-3, 4));

    public int Size() => Said(_random.Chance(0.15) ? _random.Pick(s_absurd) : _random.Next(6));

    public int[] List()
    {
        int[] list =
            [.. Enumerable.Range(0, _random.Next(5)).Select(_ => _random.Chance(0.1) ? _random.Pick(s_absurd) : _random.Next(-1, 5))];
        _said.Add($"[{string.Join(", ", list)}]");
        return list;
    }

    /// <summary>A shape, or the refusal of one.</summary>
    public Shape Shape() => _random.Chance(0.7) ? Said(FuzzShapes.Any(_random)) : [.. List()];

    public Range Range() => Said(new Range(Index(), Index()));

    public TensorIndex[] Indices()
    {
        TensorIndex[] indices =
            [.. Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Chance(0.5) ? Index() : (TensorIndex)new Range(Index(), Index()))];
        _said.Add($"[{string.Join(", ", indices)}]");
        return indices;
    }

    public Tensor Tensor(DType? dtype = null, Shape? shape = null)
    {
        shape ??= _random.Chance(0.5)
            ? FuzzShapes.Any(_random)
            : [.. Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Next(4)).ToArray()];
        dtype ??= _random.Chance(0.6) ? DType.Float32 : _random.Pick(s_types);
        Tensor tensor = FuzzValues.Draw(_random, shape, dtype.Value, _random.Pick(Enum.GetValues<FuzzNumbers>()), []);
        _drawn.Add((tensor, Numbers.Bits(tensor)));
        _said.Add(FuzzValues.Code(tensor));
        return tensor;
    }

    /// <summary>A tensor to write to.</summary>
    public Tensor Target() => Tensor().Detach();

    public Tensor[] Tensors()
    {
        Tensor first = Tensor();
        Tensor[] tensors =
            [.. Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Chance(0.7) ? Tensor(first.DType, first.Shape) : Tensor())];
        return _random.Chance(0.05) ? [.. tensors, null!] : tensors;
    }

    private Index Index() => _random.Chance(0.05) ? _random.Pick([System.Index.FromStart(int.MaxValue), System.Index.FromEnd(int.MaxValue)])
        : new Index(_random.Next(5), _random.Chance(0.3));

    private T Said<T>(T value)
    {
        _said.Add(FormattableString.Invariant($"{value}"));
        return value;
    }
}
