namespace Autograd.Data;

/// <summary>How much a column tells of the target by itself, and whether it only numbers the rows.</summary>
internal static class ColumnSignal
{
    /// <summary>So much is hardly ever told by what is known before the target.</summary>
    public const double NearlyAll = 0.99;

    /// <summary>A number of the row should tell nothing.</summary>
    public const double MuchForNumbering = 0.9;

    private const int Fewest = 20;
    private static readonly string[] s_ids = ["id", "nr", "no", "key", "index", "row", "number", "nummer", "numéro"];

    /// <summary>Whether all values differ, are whole, and are as dense as row numbers or bear the name of an id.</summary>
    public static bool NumbersRows(Column column)
    {
        if (column is CategoryColumn words)
        {
            return words.Count >= Fewest && words.Missing == 0 && words.CountCategories().All(count => count <= 1);
        }

        if (column is not NumberColumn numbers || numbers.Count < Fewest || numbers.Missing > 0
            || numbers.Values.ToArray().Any(value => value != Math.Floor(value))
            || numbers.Values.ToArray().Distinct().Count() < numbers.Count)
        {
            return false;
        }

        double span = numbers.Maximum - numbers.Minimum + 1;
        string name = column.Name.Trim().ToLowerInvariant();
        return span <= 1.2 * numbers.Count
            || s_ids.Any(id => name == id || name.EndsWith("_" + id, StringComparison.Ordinal)
                || name.EndsWith(" " + id, StringComparison.Ordinal) || name.EndsWith("-" + id, StringComparison.Ordinal))
            || column.Name.EndsWith("Id", StringComparison.Ordinal) || column.Name.EndsWith("ID", StringComparison.Ordinal);
    }

    /// <summary>
    /// What the other rows with the same value tell of a row, or those with the next values on either side: the balanced accuracy of the
    /// class that most of them have, or R² of their mean.
    /// </summary>
    public static double Of(Column column, int[] rows, int[]? labels, ReadOnlySpan<double> numbers)
    {
        double[]? keys = column switch
        {
            NumberColumn own => Array.ConvertAll(rows, row => own[row]),
            DateColumn dates => Array.ConvertAll(rows, row => (double)dates.Ticks[row]),
            CategoryColumn words => Array.ConvertAll(rows, row => (double)words.Codes[row]),
            BooleanColumn booleans => Array.ConvertAll(rows, row => (double)booleans.Values[row]),
            _ => null,
        };
        if (keys is null)
        {
            return 0;
        }

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
