namespace Autograd.Data;

/// <summary>How much predictions lose where a column's values are mixed up between the rows.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Mean">By how much <see cref="TabularEvaluation.Score"/> falls in the mean; about 0 where nothing depends on it.</param>
/// <param name="Deviation">The standard deviation over the times it was mixed up.</param>
public sealed record ColumnImportance(string Column, double Mean, double Deviation)
{
    /// <summary>The importance in a line.</summary>
    public override string ToString() => FormattableString.Invariant($"{Quoted.Plain(Column)}: {Mean:F3} ± {Deviation:F3}");
}
