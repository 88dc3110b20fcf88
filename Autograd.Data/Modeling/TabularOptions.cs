namespace Autograd.Data;

/// <summary>How a table is learned from. Only the target must be said.</summary>
/// <example><code>
/// var options = new TabularOptions("species") { Ignored = ["plant number"], Ensemble = 5 };
/// </code></example>
public sealed record TabularOptions
{
    /// <summary>Options for a target.</summary>
    /// <param name="target">The name of the column that is to be predicted.</param>
    public TabularOptions(string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        Target = target;
    }

    /// <summary>The name of the column that is to be predicted.</summary>
    public string Target { get; init; }

    /// <summary>Columns that are not looked at, such as what is known only afterwards.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Columns that are looked at although they seem to number the rows.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether a class or a number is predicted.</summary>
    public TabularTask Task { get; init; }

    /// <summary>How classes of unequal size are treated.</summary>
    public ClassBalance Balance { get; init; }

    /// <summary>Which class a prediction names.</summary>
    public LabelRule Labels { get; init; }

    /// <summary>What is made small where a number is predicted.</summary>
    public RegressionLoss Loss { get; init; }

    /// <summary>The share of rows that say how large a network is and when it stops; once they have, they teach as the others do.</summary>
    public double Validation { get; init; } = 0.15;

    /// <summary>The share of rows on which the result is measured; nothing is learned from them. 0 for none.</summary>
    public double Test { get; init; } = 0.2;

    /// <summary>
    /// A column of dates or numbers in whose order rows are divided: the earliest teach, the latest test, so that nothing of the future
    /// tells of the past. It is looked at as any other unless it is <see cref="Ignored"/>.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>
    /// Whether rows in which <see cref="TimeColumn"/> is missing are left out, which is then told; otherwise they are an error, for it is
    /// not known whether they teach or test.
    /// </summary>
    public bool SkipsMissingTime { get; init; }

    /// <summary>
    /// A column whose values are whole groups, such as a patient with several visits: rows of one group stay together when rows are
    /// divided. It is not learned from. A row in which it is missing is a group by itself, which is told.
    /// </summary>
    public string? GroupColumn { get; init; }

    /// <summary>How many networks are trained from different seeds, and answer together.</summary>
    public int Ensemble { get; init; } = 1;

    /// <summary>
    /// The widths of the hidden layers; none: what is trained is linear. Where not given a small network and a larger one are tried, and
    /// the one is taken that predicts the validation rows better.
    /// </summary>
    public IReadOnlyList<int>? Hidden { get; init; }

    /// <summary>The share of numbers between layers that are dropped in training.</summary>
    public double Dropout { get; init; }

    /// <summary>How many epochs are trained at most.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>After how many epochs without a better result on the validation rows training ends.</summary>
    public int Patience { get; init; } = 15;

    /// <summary>How many epochs teach the output layer the actual frequencies, at most.</summary>
    public int FineTuneEpochs { get; init; } = 10;

    /// <summary>Rows in a batch; by the number of rows where not given.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The learning rate of AdamW to begin with; it falls where the validation no longer gets better.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>
    /// The weight decay of AdamW: a step takes <see cref="LearningRate"/> times as much of each weight. Where not given it is 1, far more
    /// than networks for images have, for a table has few rows and much chance in them; and 0.3 for the larger of the networks that are
    /// tried where <see cref="Hidden"/> is not given.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>How far from 0 a standardized number is at most; null for a million, which is as good as no limit.</summary>
    public double? Limit { get; init; } = 8;

    /// <summary>Up to so many categories are a number each; more have an embedding.</summary>
    public int MostOneHot { get; init; } = 20;

    /// <summary>Of many categories, one with fewer rows than that in training shares a place with missing and unseen ones.</summary>
    public int RareBelow { get; init; } = 1;

    /// <summary>Decides the division of the rows, the first weights and the order of the batches.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Check()
    {
        static string At(string name, object value, string expected) =>
            FormattableString.Invariant($"TabularOptions.{name} is {value}; expected {expected}.");
        Expect(Enum.IsDefined(Task), At(nameof(Task), Task, "one of its values"));
        Expect(Enum.IsDefined(Balance), At(nameof(Balance), Balance, "one of its values"));
        Expect(Enum.IsDefined(Labels), At(nameof(Labels), Labels, "one of its values"));
        Expect(Enum.IsDefined(Loss), At(nameof(Loss), Loss, "one of its values"));
        Expect(Validation is > 0 and < 1, At(nameof(Validation), Validation, "a share between 0 and 1"));
        Expect(Test is >= 0 and < 1, At(nameof(Test), Test, "a share from 0 to below 1"));
        Expect(Validation + Test < 1 - 1e-9, At("Validation + Test", Validation + Test, "less than 1, or no row is left to learn from"));
        Expect(TimeColumn is null || GroupColumn is null, "TabularOptions has a TimeColumn and a GroupColumn; expected one of them.");
        Expect(Ensemble is > 0 and <= 1000, At(nameof(Ensemble), Ensemble, "1 to 1000 networks"));
        Expect(Hidden is null || Hidden.All(width => width is > 0 and <= 4096), At(nameof(Hidden),
            string.Join(", ", Hidden ?? []), "widths of 1 to 4096"));
        Expect(Dropout is >= 0 and < 1, At(nameof(Dropout), Dropout, "a share from 0 to below 1"));
        Expect(Epochs > 0, At(nameof(Epochs), Epochs, "1 or more"));
        Expect(Patience > 0, At(nameof(Patience), Patience, "1 or more"));
        Expect(FineTuneEpochs >= 0, At(nameof(FineTuneEpochs), FineTuneEpochs, "0 or more"));
        Expect(BatchSize is null or > 0, At(nameof(BatchSize), BatchSize ?? 0, "1 or more"));
        Expect(LearningRate > 0 && double.IsFinite(LearningRate), At(nameof(LearningRate), LearningRate, "a positive number"));
        Expect(WeightDecay is null || (WeightDecay >= 0 && double.IsFinite(WeightDecay.Value)),
            At(nameof(WeightDecay), WeightDecay ?? 0, "0 or more"));
        Expect(Limit is null || (Limit > 0 && double.IsFinite(Limit.Value)), At(nameof(Limit), Limit ?? 0, "a positive number"));
        Expect(MostOneHot >= 0, At(nameof(MostOneHot), MostOneHot, "0 or more"));
        Expect(RareBelow >= 0, At(nameof(RareBelow), RareBelow, "0 or more"));
    }

    /// <summary>Finds out whether there are the columns that are named, and that none but one is the target.</summary>
    /// <exception cref="TableException">A column is not there, or cannot be what it is to be; the message names the option.</exception>
    internal void Check(Table table)
    {
        Column target = ColumnOf(table, nameof(Target), Target);
        foreach ((string option, IEnumerable<string> names) in new (string, IEnumerable<string>)[]
        {
            (nameof(Ignored), Ignored), (nameof(Kept), Kept), (nameof(TimeColumn), TimeColumn is null ? [] : [TimeColumn]),
            (nameof(GroupColumn), GroupColumn is null ? [] : [GroupColumn]),
        })
        {
            foreach (string name in names)
            {
                if (ColumnOf(table, option, name) == target && option != nameof(Kept))
                {
                    throw new TableException(table.Name, null, null,
                        $"TabularOptions.{option} is {Quoted.Text(name)}, which is the target; expected another column.");
                }
            }
        }
    }

    private static Column ColumnOf(Table table, string option, string name) => table.TryGetColumn(name, out Column? column) ? column
        : throw new TableException(table.Name, null, null,
            $"TabularOptions.{option} is {Names.Unknown(name, [.. table.Columns.Select(each => each.Name)])}");

    private static void Expect(bool holds, string message)
    {
        if (!holds)
        {
            throw new ArgumentException(message);
        }
    }
}
