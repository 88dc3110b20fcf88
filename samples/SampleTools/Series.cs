using Autograd.Core;
using Autograd.Nn;

namespace SampleTools;

/// <summary>Rows of numbers that a training notes as it goes, and that its checkpoints hold.</summary>
/// <param name="columns">How many numbers a row has.</param>
public sealed class Series(int columns = 1) : IStateful
{
    private const string Name = "rows";

    private readonly List<double> _numbers = [];

    /// <summary>How many rows there are.</summary>
    public int Count => _numbers.Count / columns;

    /// <summary>A row.</summary>
    /// <param name="row">Which one.</param>
    public double[] this[int row] => [.. _numbers.Skip(row * columns).Take(columns)];

    /// <summary>The numbers of a column.</summary>
    /// <param name="column">Which one.</param>
    public double[] Column(int column = 0) => [.. _numbers.Where((_, i) => i % columns == column)];

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its numbers.</param>
    public void Add(params ReadOnlySpan<double> row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, columns);
        _numbers.AddRange(row);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> StateDict() =>
        new Dictionary<string, Tensor> { [Name] = Tensor.From([.. _numbers], [Count, columns]) };

    /// <inheritdoc/>
    public void LoadState(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!state.TryGetValue(Name, out Tensor? rows) || rows is not { DType: DType.Float64, Rank: 2 } || rows.Shape[1] != columns)
        {
            throw new ArgumentException($"the checkpoint has no '{Name}' of {columns} numbers each", nameof(state));
        }

        _numbers.Clear();
        _numbers.AddRange(rows.ToArray<double>());
    }
}
