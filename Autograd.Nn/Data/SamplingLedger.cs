using System.Globalization;
using System.Text;

namespace Autograd.Nn;

/// <summary>What a sampler has drawn of each class up to now, as a snapshot.</summary>
public sealed class SamplingLedger
{
    internal SamplingLedger(IReadOnlyList<ClassDraws> classes) => Classes = classes;

    /// <summary>The draws of each class, in the order of the classes.</summary>
    public IReadOnlyList<ClassDraws> Classes { get; }

    /// <summary>A table with a row per class: samples, draws, repeats, never seen.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.Append("class     samples       draws     repeats  never seen");
        for (int c = 0; c < Classes.Count; c++)
        {
            ClassDraws row = Classes[c];
            table.Append('\n').Append(
                CultureInfo.InvariantCulture, $"{c,5}{row.Samples,12}{row.Draws,12}{row.Repeats,12}{row.NeverSeen,12}");
        }

        return table.ToString();
    }
}
