namespace Autograd.Data;

/// <summary>Numbers of a column that are hardly meant as such: a code for a missing value, a total, a slip of the pen.</summary>
internal static class FarValues
{
    private const int Fewest = 20, Looked = 1000;
    private const double Far = 20;

    /// <summary>What is told of them, a sentence; null where there are none.</summary>
    public static string? Of(NumberColumn column, int[] rows)
    {
        int[] known = [.. rows.Where(row => !double.IsNaN(column[row]))];
        return known.Length < Fewest ? null : Code(column, known) ?? Distant(column, known);
    }

    // As many questionnaires and instruments write what is not known.
    private static string? Code(NumberColumn column, int[] rows)
    {
        foreach (double code in new[] { column.Minimum, column.Maximum })
        {
            (int count, double least, double most) = (0, double.PositiveInfinity, double.NegativeInfinity);
            foreach (int row in Math.Abs(code) is 99 or 999 or 9999 or 99_999 or 999_999 ? rows : [])
            {
                double value = column[row];
                count += value == code ? 1 : 0;
                (least, most) = value == code ? (least, most) : (Math.Min(least, value), Math.Max(most, value));
            }

            if (count > 1 && Math.Max(least - code, code - most) > most - least)
            {
                return FormattableString.Invariant($"{Quoted.Text(column.Name)} is {code} in {count:N0} rows, far from all others. If ")
                    + "that stands for a missing value, say so (CsvOptions.MissingTokens).";
            }
        }

        return null;
    }

    // Where one value makes the deviation, all others differ by next to nothing of it.
    private static string? Distant(NumberColumn column, int[] rows)
    {
        int looked = Math.Min(Looked, rows.Length);
        double[] some = [.. Enumerable.Range(0, looked).Select(i => column[rows[(int)((long)i * rows.Length / looked)]]).Order()];
        double half = some[3 * looked / 4] - some[looked / 4], middle = some[looked / 2];
        (double mean, double deviation) = NumberEncoder.Moments(Array.ConvertAll(rows, row => column[row]));
        if (half <= 0 || !(deviation > Far * half))
        {
            return null;
        }

        int farthest = rows.MaxBy(row => Math.Abs(column[row] - middle));
        return FormattableString.Invariant($"{Quoted.Text(column.Name)} is {column[farthest]} in row {farthest + 1}, so far from the ")
            + "others that they look alike. If it is a slip or a total, mend it or leave the row out.";
    }
}
