namespace Autograd.Data;

/// <summary>How much a column tells of the target by itself.</summary>
internal static class ColumnSignal
{
    /// <summary>So much is hardly ever told by what is known before the target.</summary>
    public const double NearlyAll = 0.99;

    /// <summary>A number of the row should tell nothing.</summary>
    public const double MuchForNumbering = 0.9;

    /// <summary>
    /// What the other rows with the same value tell of a row, or those with the next values on either side: the balanced accuracy of the
    /// class that most of them have, or R² of their mean.
    /// </summary>
    public static double Of(Column column, int[] rows, int[]? labels, ReadOnlySpan<double> numbers)
    {
        if (column is TextColumn)
        {
            return 0;
        }

        double[] keys = Array.ConvertAll(rows, column.Key);
        int[] order = [.. rows];
        Array.Sort(keys, order);
        bool isOrdered = column is NumberColumn or DateColumn;
        int[] classes = labels is null ? [] : Array.ConvertAll(order, row => labels[row]);
        double[] values = new double[order.Length];
        for (int i = 0; i < order.Length && labels is null; i++)
        {
            values[i] = numbers[order[i]];
        }

        Tally tally = labels is null ? new NumberTally(values) : new ClassTally(classes);
        for (int first = 0, last; first < keys.Length; first = last + 1)
        {
            last = first;
            while (last + 1 < keys.Length && keys[last + 1].Equals(keys[first]))
            {
                last++;
            }

            // A value that is there once is told of by the rows before and behind it.
            bool isAlone = first == last && isOrdered;
            tally.Add(isAlone ? Math.Max(0, first - 1) : first, isAlone ? Math.Min(keys.Length - 1, last + 1) : last, first, last);
        }

        return tally.Told;
    }

    private abstract class Tally
    {
        public abstract double Told { get; }

        /// <summary>Adds the rows first to last, of each of which the others between from and to tell.</summary>
        public abstract void Add(int from, int to, int first, int last);
    }

    private sealed class ClassTally(int[] classes) : Tally
    {
        private readonly int[] _counts = new int[classes.Max() + 1], _right = new int[classes.Max() + 1], _all = new int[classes.Max() + 1];

        public override double Told => Enumerable.Range(0, _all.Length).Where(c => _all[c] > 0).Average(c => (double)_right[c] / _all[c]);

        public override void Add(int from, int to, int first, int last)
        {
            ReadOnlySpan<int> near = classes.AsSpan(from..(to + 1)), own = classes.AsSpan(first..(last + 1));
            foreach (int c in near)
            {
                _counts[c]++;
            }

            (int most, int second) = (near[0], 0);
            foreach (int c in near)
            {
                most = _counts[c] > _counts[most] ? c : most;
            }

            foreach (int c in near)
            {
                second = c == most ? second : Math.Max(second, _counts[c]);
            }

            foreach (int c in own)
            {
                // The row itself does not tell; and ties are against its class.
                int others = _counts[c] - 1;
                _right[c] += others > 0 && others > (c == most ? second : _counts[most]) ? 1 : 0;
                _all[c]++;
            }

            foreach (int c in near)
            {
                _counts[c] = 0;
            }
        }
    }

    private sealed class NumberTally(double[] values) : Tally
    {
        private readonly double _mean = values.Average();
        private double _errors, _total;

        public override double Told => _total > 0 ? 1 - (_errors / _total) : 0;

        public override void Add(int from, int to, int first, int last)
        {
            double sum = 0;
            for (int i = from; i <= to; i++)
            {
                sum += values[i];
            }

            for (int i = first; i <= last; i++)
            {
                double told = to > from ? (sum - values[i]) / (to - from) : _mean;
                _errors += (values[i] - told) * (values[i] - told);
                _total += (values[i] - _mean) * (values[i] - _mean);
            }
        }
    }
}
