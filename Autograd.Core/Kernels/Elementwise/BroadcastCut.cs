namespace Autograd.Core;

/// <summary>
/// How the rows of a <see cref="BroadcastPlan"/> are cut into chunks for several threads: between rows where no two rows write to the same
/// place, else across all rows. The cut depends on the sizes alone, and so the result does.
/// </summary>
internal readonly struct BroadcastCut
{
    // Shorter parts of rows would spoil what the machine fetches ahead.
    private const int Columns = 256;

    private readonly int _rows, _columns, _rowsOfChunk, _columnsOfChunk;

    public BroadcastCut(in BroadcastPlan plan, bool betweenRows, bool acrossRows)
    {
        _rows = _rowsOfChunk = plan.Rows;
        _columns = _columnsOfChunk = plan.RowLength;
        Chunks = Math.Min(1, _rows);
        if ((long)_rows * _columns < Workers.Serial)
        {
            return;
        }

        if (betweenRows && _rows > 1)
        {
            _rowsOfChunk = Math.Max(1, Workers.Chunk / _columns);
            Chunks = (_rows + _rowsOfChunk - 1) / _rowsOfChunk;
        }
        else if (acrossRows)
        {
            _columnsOfChunk = Math.Max(1, Workers.Chunk / _rows / Columns) * Columns;
            Chunks = (_columns + _columnsOfChunk - 1) / _columnsOfChunk;
        }
    }

    public int Chunks { get; }

    /// <summary>The rows and columns of a chunk.</summary>
    public void Part(int chunk, out int row, out int rows, out int column, out int columns)
    {
        row = _rowsOfChunk < _rows ? chunk * _rowsOfChunk : 0;
        rows = Math.Min(_rowsOfChunk, _rows - row);
        column = _columnsOfChunk < _columns ? chunk * _columnsOfChunk : 0;
        columns = Math.Min(_columnsOfChunk, _columns - column);
    }
}
