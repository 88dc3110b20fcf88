namespace Autograd.Data;

/// <summary>Classes of which a division leaves few rows to say when to stop, or to test: what is measured there is a chance.</summary>
internal static class RareInDivision
{
    // One each to teach, to say when to stop, and to test.
    private const int Fewest = 3;
    private const int Few = 10;
    private const double RareShare = 0.5;

    /// <summary>What is told of them, a sentence each.</summary>
    /// <param name="splits">The division, or those of folds, whose test rows count together.</param>
    /// <param name="labels">The class of each row of the table.</param>
    /// <param name="classes">The names of the classes.</param>
    public static IReadOnlyList<string> Of(ReadOnlySpan<RowSplit> splits, int[] labels, IReadOnlyList<string> classes)
    {
        int[] all = new int[classes.Count], tested = new int[classes.Count], unwatched = new int[classes.Count];
        int[] untested = new int[classes.Count];
        int tests = 0;
        foreach (RowSplit split in splits)
        {
            int[] watched = Counts(split.Validation, labels, classes.Count), teach = Counts(split.Train, labels, classes.Count);
            int[] test = Counts(split.Test, labels, classes.Count);
            tests += split.Test.Length;
            for (int c = 0; c < classes.Count; c++)
            {
                all[c] = watched[c] + teach[c] + test[c];
                tested[c] += test[c];
                unwatched[c] += watched[c] == 0 ? 1 : 0;
                untested[c] += test[c] == 0 ? 1 : 0;
            }
        }

        List<string> told = [];
        for (int c = 0; c < classes.Count; c++)
        {
            string name = Quoted.Text(classes[c]);
            if (all[c] >= Fewest && unwatched[c] > 0)
            {
                told.Add((splits.Length == 1 ? "No" : FormattableString.Invariant($"In {unwatched[c]:N0} of {splits.Length:N0} folds no"))
                    + $" row that says when to stop is {name}: how well it is learned is not looked at before the test. Give it more rows, "
                    + "or divide them in another way.");
            }

            if (all[c] > 0 && splits.Length > 1 && untested[c] > 0)
            {
                told.Add(FormattableString.Invariant($"In {untested[c]:N0} of {splits.Length:N0} folds no test row is {name}: what is ")
                    + "measured there is without it, so the mean says little; take fewer folds.");
            }

            // Of a class that has few rows at all this is told already; and that each class has few in a small test can be seen.
            if (tests > 0 && tested[c] < Few && tested[c] < RareShare * tests / classes.Count && all[c] >= Few)
            {
                string verb = tested[c] == 1 ? "is" : "are";
                told.Add(tested[c] == 0
                    ? FormattableString.Invariant($"None of the {tests:N0} test rows is {name}: how often it is found is not measured.")
                    : FormattableString.Invariant($"Only {tested[c]:N0} of the {tests:N0} test rows {verb} {name}: its recall may be off ")
                        + FormattableString.Invariant($"by {0.5 / Math.Sqrt(tested[c] + 3.0):F2} (a standard error)."));
            }
        }

        return told;
    }

    private static int[] Counts(int[] rows, int[] labels, int classes)
    {
        int[] counts = new int[classes];
        foreach (int row in rows)
        {
            counts[labels[row]]++;
        }

        return counts;
    }
}
