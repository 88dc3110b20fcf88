namespace Autograd.Core;

/// <summary>
/// The rows of a table that may hold other numbers than zero: those noted since it was cleared. What is done for a few of many rows
/// costs what the few do.
/// </summary>
internal sealed class RowSet(int size)
{
    // For each row the round in which it was last noted, or 0; and, while an index is numbered, its number below 0, from -1 on.
    private readonly int[] _marks = new int[size];
    private int[] _noted = [], _leftOver = [];
    private int _left, _round = 1;

    /// <summary>How many rows are noted.</summary>
    public int Count { get; private set; }

    /// <summary>The rows that are noted, in the order in which they first were.</summary>
    public ReadOnlyMemory<int> Noted => _noted.AsMemory(0, Count);

    /// <summary>
    /// The version of the table's memory when it was last written to by one who notes the rows: at another all rows count, noted or not.
    /// So at first, for the memory holds anything.
    /// </summary>
    public int Version { get; set; } = -1;

    /// <summary>Notes the rows of an index, and numbers them in the order in which they first occur in it.</summary>
    /// <param name="index">Rows, any of them several times.</param>
    /// <param name="numbers">For each of them its row's number.</param>
    /// <param name="rows">The row of each number; as much room as for the index.</param>
    /// <returns>How many different rows there are.</returns>
    public int Note(ReadOnlySpan<long> index, Span<long> numbers, Span<long> rows)
    {
        int count = 0;
        for (int i = 0; i < index.Length; i++)
        {
            ref int mark = ref _marks[index[i]];
            if (mark >= 0)
            {
                if (mark != _round)
                {
                    Add((int)index[i]);
                }

                rows[count++] = index[i];
                mark = -count;
            }

            numbers[i] = -mark - 1;
        }

        foreach (long row in rows[..count])
        {
            _marks[row] = _round;
        }

        return count;
    }

    /// <summary>
    /// Forgets the rows that are noted, whose numbers are left over in the table until they are written to or <see cref="ClearLeftOver"/>
    /// sets them to zero.
    /// </summary>
    public void Retire()
    {
        (_noted, _leftOver, _left, Count) = (_leftOver, _noted, Count, 0);
        NextRound();
    }

    /// <summary>Sets the whole table to zero, and forgets the rows that are noted.</summary>
    public void Clear(in ArrayView table)
    {
        table.Bytes.Clear();
        (Count, _left) = (0, 0);
        NextRound();
    }

    /// <summary>Sets those rows of a table to zero that are left over and were not noted since.</summary>
    public void ClearLeftOver(in ArrayView table)
    {
        Span<byte> bytes = table.Bytes;
        int length = table.Shape.CountOf(1..) * table.DType.Size();
        foreach (int row in _leftOver.AsSpan(0, _left))
        {
            if (_marks[row] != _round)
            {
                bytes.Slice(row * length, length).Clear();
            }
        }

        _left = 0;
    }

    private void NextRound()
    {
        if (_round == int.MaxValue)
        {
            Array.Clear(_marks);
            _round = 0;
        }

        _round++;
    }

    private void Add(int row)
    {
        if (Count == _noted.Length)
        {
            Array.Resize(ref _noted, Math.Max(16, 2 * Count));
        }

        _noted[Count++] = row;
    }
}
